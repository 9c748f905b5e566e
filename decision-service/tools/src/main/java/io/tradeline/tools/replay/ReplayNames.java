package io.tradeline.tools.replay;

import io.tradeline.tools.CommandException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The ids of one run. Two runs of the same name send the same ids, so that the second one changes nothing and gets the first answers.
 *
 * @param run 1 to 16 letters, digits, '.', '_' and '-'
 */
record ReplayNames(String run) {

    ReplayNames {
        if (!run.matches("[A-Za-z0-9._-]{1,16}")) {
            throw CommandException.usage("--run: " + run + " (expected: 1 to 16 letters, digits, '.', '_' and '-')");
        }
    }

    /** A name that only a run of the same file in the same way has. */
    static ReplayNames of(String fileDigest, LimitPolicy limits, PaymentHabit habit) {
        String way = fileDigest + "|" + limits + "|" + habit;
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(way.getBytes(StandardCharsets.UTF_8));
            return new ReplayNames("r" + HexFormat.of().formatHex(hash, 0, 5));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    String account(String customerId) {
        return run + "." + customerId;
    }

    String authorize(PastOrder order) {
        return run + "/order/" + order.orderId();
    }

    String capture(PastOrder order) {
        return run + "/ship/" + order.orderId();
    }

    String credit(PastOrder order) {
        return run + "/credit/" + order.orderId();
    }

    /** @param part which instalment of the invoice, from 1 */
    String payment(String documentId, int part) {
        return run + "/pay" + part + "/" + documentId;
    }
}
