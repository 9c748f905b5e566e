package io.tradeline.rules.verdict;

/** Every reason that Tradeline gives, each with one meaning for ever. A code that is no longer used stays listed. */
public enum ReasonCode {
    /** A credit bureau reports default, insolvency or the like on the account or one above it. */
    BUREAU_ALERT,
    /** Fraud is suspected on the account or one above it. */
    FRAUD_SUSPECTED,
    /** Finance holds the account or one above it. */
    CREDIT_HOLD,
    /** More orders in a short time than the account's own history makes likely. */
    ORDER_COUNT_UNUSUAL,
    /** A larger amount in a short time than the account's own history makes likely. */
    ORDER_AMOUNT_UNUSUAL,
    /** The account's first order is far above what its segment usually orders first. */
    FIRST_ORDER_LARGE,
    /** A high amount goes to an address that the account never used. */
    SHIP_TO_NEW,
    /** Several orders in a short time outside the customer's working hours. */
    OUT_OF_HOURS_BURST,
    /** Orders repeatedly stay just under an amount above which someone would have to approve. */
    JUST_UNDER_THRESHOLD,
    /** What the account usually does could not be read in full. */
    SIGNALS_INCOMPLETE,
    /** No credit bureau reported on the account lately, and the order is large. */
    BUREAU_REPORT_STALE,

    /** The account, or one above it, is not a customer yet: finance has not set a limit. */
    NOT_YET_CUSTOMER,
    /** The account, or one above it, is suspended. */
    ACCOUNT_SUSPENDED,
    /** The account, or one above it, is closed. */
    ACCOUNT_CLOSED,
    /** The account, or one above it, has not paid an agreed debt. */
    ACCOUNT_DEFAULTED,
    /** The account is on probation, with a reduced limit and terms of its own. */
    ON_PROBATION,
    /** The account has paid on time often enough to end its probation. */
    PROBATION_SERVED,
    /** The account should be suspended: it is in default. */
    SUSPENSION_DUE,
    /** The credit limit in force is zero, and the order is not paid in advance. */
    NO_CREDIT_LIMIT(true),

    /** The order takes the exposure beyond the limit and its tolerance. */
    OVER_LIMIT(true),
    /** The order takes the exposure beyond the hard cap, which nobody may lift. */
    OVER_HARD_CAP(true),
    /** The order is larger than what goes on credit without finance. */
    ABOVE_AUTO_APPROVAL(true),
    /** The order needs a review, and is larger than anyone in finance may approve. */
    BEYOND_AUTHORITY(true),
    /** The order takes the exposure far above its average of the last 30 days. */
    EXPOSURE_JUMP(true),
    /** Open items are overdue beyond the days of grace. */
    OVERDUE(true),
    /** Open items have been overdue for very long. */
    OVERDUE_GRAVE(true),
    /** The individual credit limit has expired; the limit of the segment or the default applies. */
    LIMIT_EXPIRED,
    /** The order takes the exposure over a mark below the limit. */
    UTILIZATION_HIGH,
    /** Finance rejected the order. */
    REJECTED_BY_FINANCE,
    /** An answer by finance does not count: wrong role, or an approval with too little authority or of a smaller amount. */
    FINANCE_APPROVAL_VOID,

    /** The buyer is not one of the account's. */
    BUYER_UNKNOWN,
    /** The customer has suspended the buyer. */
    BUYER_SUSPENDED,
    /** The order needs a purchase order number. */
    PURCHASE_ORDER_MISSING,
    /** The order needs a cost centre. */
    COST_CENTRE_MISSING,
    /** The cost centre is not one of the account's. */
    COST_CENTRE_UNKNOWN,
    /** The buyer may not charge the cost centre. */
    COST_CENTRE_NOT_ALLOWED,
    /** The customer has rules on what is bought, and the order has no lines. */
    LINES_MISSING,
    /** The customer does not buy this item. */
    ITEM_RESTRICTED,
    /** The customer does not buy this category. */
    CATEGORY_NOT_ALLOWED,
    /** The customer wants each purchase of this item approved. */
    ITEM_NEEDS_APPROVAL,
    /** The customer wants each order of buyers with this role approved. */
    ROLE_NEEDS_APPROVAL,
    /** The order is larger than the buyer may place alone. */
    BUYER_ORDER_LIMIT,
    /** The order is larger than those with the buyer's roles may place alone. */
    ROLE_ORDER_LIMIT,
    /** The buyer has spent what the period allows. */
    BUYER_SPEND_LIMIT,
    /** The order is larger than the account may place without approval. */
    ACCOUNT_ORDER_LIMIT,
    /** The order is above an amount for which the customer wants an approval. */
    APPROVAL_LEVEL,
    /** The order goes over the cost centre's budget. */
    BUDGET_EXCEEDED,
    /** Someone in the customer's company rejected the order. */
    REJECTED_BY_BUYER_SIDE,
    /** The buyer approved the own order, which does not count. */
    OWN_ORDER_APPROVED,
    /** An answer by the customer's company does not count: wrong role, suspended, or an approval of a smaller amount. */
    BUYER_APPROVAL_VOID,

    /** The contract that the order names is unknown or not valid today; other terms apply. */
    CONTRACT_NOT_VALID,
    /** The order can't go on credit, but can when it is paid before it is sent. */
    PREPAYMENT_OFFERED;

    private final boolean curedByPrepayment;

    ReasonCode() {
        this(false);
    }

    ReasonCode(boolean curedByPrepayment) {
        this.curedByPrepayment = curedByPrepayment;
    }

    /** Whether an order that is paid before it is sent would not meet this. */
    public boolean isCuredByPrepayment() {
        return curedByPrepayment;
    }
}
