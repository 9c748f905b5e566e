package io.tradeline.decision.recount;

import java.time.Duration;

/**
 * How the books are counted again.
 *
 * @param interval between two turns
 * @param entriesPerSecond entries of the journal that are counted a second, at most
 * @param accountsPerSecond accounts that are compared a second, at most
 * @param afresh how long after one count of the whole journal has begun the next one does
 */
public record RecountSettings(Duration interval, int entriesPerSecond, int accountsPerSecond, Duration afresh) {

    int entriesPerTurn() {
        return perTurn(entriesPerSecond);
    }

    int accountsPerTurn() {
        return perTurn(accountsPerSecond);
    }

    private int perTurn(int perSecond) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, (long) perSecond * interval.toMillis() / 1000));
    }
}
