package io.tradeline.tools.replay;

import java.time.Instant;

/**
 * One row of the order file that is worth replaying.
 *
 * @param line where the row starts in the file, from 1
 * @param country its name as in the file
 * @param totalMinor pence; below zero for a cancellation, never zero
 */
record PastOrder(
        long line, String orderId, Instant placedAt, String customerId, String country, int lines, long totalMinor) {

    boolean isCancellation() {
        return totalMinor < 0;
    }
}
