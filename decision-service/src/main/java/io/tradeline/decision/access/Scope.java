package io.tradeline.decision.access;

/** What a token may allow. */
public enum Scope {
    /** Decide orders and carry them through. */
    DECIDE,
    /** Answer orders that wait for a person. */
    RESOLVE,
    /** Look at decisions, exposures, accounts and releases. */
    READ,
    /** Store facts of accounts. */
    ACCOUNTS,
    /** Post receivables. */
    RECEIVABLES,
    /** Follow the feed of all that happens. */
    FEED,
    /** Publish and activate releases. */
    RELEASES,
    /** Turn what an instance logs. */
    OPERATE,
    /** Use another clock than the service's. */
    SIMULATE;

    /** As it stands in a token. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
