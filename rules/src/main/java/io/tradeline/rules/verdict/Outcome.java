package io.tradeline.rules.verdict;

/** What an order system is to do, from the mildest to the gravest. */
public enum Outcome {
    APPROVED,
    APPROVAL_REQUIRED,
    REVIEW_REQUIRED,
    DECLINED
}
