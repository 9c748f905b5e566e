package io.tradeline.rules.facts;

import java.time.Instant;

/** A reason to stop or to look, raised outside the rules. */
public record RiskFlag(Kind kind, Instant raisedAt, String raisedBy) {

    /** What was raised. */
    public enum Kind {
        /** A credit bureau reports default, insolvency or the like. */
        BUREAU_ALERT,
        /** Fraud is suspected inside the seller's company. */
        FRAUD_SUSPECTED,
        /** Finance holds the account. */
        CREDIT_HOLD,
        /** The account has not paid an agreed debt. */
        DEFAULTED
    }
}
