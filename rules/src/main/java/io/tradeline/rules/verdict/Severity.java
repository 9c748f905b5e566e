package io.tradeline.rules.verdict;

/** How much a finding weighs, from the lightest to the gravest. */
public enum Severity {
    INFO,
    ALERT,
    APPROVAL,
    REVIEW,
    DECLINE
}
