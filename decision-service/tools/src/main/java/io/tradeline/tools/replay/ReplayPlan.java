package io.tradeline.tools.replay;

import io.tradeline.tools.CommandException;

/**
 * How a file is replayed.
 *
 * @param inFlight customers with whom something is under way at once, 1 to 1,024
 */
record ReplayPlan(OrderRows rows, ReplayNames names, LimitPolicy limits, PaymentHabit habit, Pace pace, int inFlight) {

    ReplayPlan {
        if (inFlight < 1 || inFlight > 1024) {
            throw CommandException.usage("--in-flight: " + inFlight + " (expected: 1 to 1024)");
        }
    }
}
