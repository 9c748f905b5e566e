package io.tradeline.rules.facts;

/** What a decision is about. */
public enum DecisionKind {
    /** A new order. */
    AUTHORIZE,
    /** A changed order. */
    AMEND,
    /** An order looked at again after someone answered it. */
    RESOLVE,
    /** A question without effect. */
    EVALUATE
}
