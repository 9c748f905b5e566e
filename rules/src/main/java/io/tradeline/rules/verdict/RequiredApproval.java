package io.tradeline.rules.verdict;

/** Someone's approval that an order needs; lower levels approve first. */
public record RequiredApproval(Side side, String role, int level) {

    /** Who answers. */
    public enum Side {
        BUYER,
        FINANCE
    }
}
