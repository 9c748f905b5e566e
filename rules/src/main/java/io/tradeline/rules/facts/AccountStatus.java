package io.tradeline.rules.facts;

/** Where an account stands in its life. */
public enum AccountStatus {
    PROSPECT,
    APPLIED,
    IN_REVIEW,
    PROBATION,
    ACTIVE,
    SUSPENDED,
    CLOSED
}
