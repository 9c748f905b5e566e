package io.tradeline.rules.situation;

import io.tradeline.rules.facts.ApprovalLevel;
import io.tradeline.rules.facts.Buyer;
import io.tradeline.rules.facts.CostCentre;
import io.tradeline.rules.facts.Order;
import io.tradeline.rules.facts.OrderLine;
import io.tradeline.rules.facts.PurchasingPolicy;
import io.tradeline.rules.facts.SpendLimit;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The order as a purchase of the customer's: who buys, for which cost centre, under which rules of the customer's own. */
public final class Purchase extends Subject {

    /** Stands for "no limit": no amount passes it. */
    public static final long NONE = Long.MAX_VALUE;

    private final Order order;
    private final PurchasingPolicy rules;
    private final @Nullable Buyer buyer;
    private final @Nullable CostCentre costCentre;

    Purchase(Situation situation) {
        super(situation, situation.facts().account().id());
        this.order = situation.facts().order();
        this.rules = situation.facts().account().purchasing();
        this.buyer = situation.facts().account().buyers().get(order.buyerId());
        this.costCentre = situation.facts().account().costCentres().get(order.costCentreId());
    }

    public String buyerId() {
        return order.buyerId();
    }

    /** Whether the buyer is one of the account's. */
    public boolean buyerKnown() {
        return buyer != null;
    }

    public boolean buyerSuspended() {
        return buyer != null && buyer.suspended();
    }

    /** Largest order of the buyer without approval; {@link #NONE}: no such limit. */
    public long buyerOrderLimitMinor() {
        return buyer == null ? NONE : orNone(buyer.orderLimitMinor());
    }

    /** Largest order without approval of those with the buyer's roles, by the most generous of them; {@link #NONE}: none has a limit. */
    public long roleOrderLimitMinor() {
        return buyer == null ? NONE : orNone(rules.roleOrderLimitMinor(buyer.roles()));
    }

    /** Largest order of the account without approval; {@link #NONE}: no such limit. */
    public long accountOrderLimitMinor() {
        return orNone(rules.orderLimitMinor());
    }

    /** What the buyer may still spend in the period; {@link #NONE}: no limit. May be negative. */
    public long buyerLeftMinor() {
        return buyer == null
                ? NONE
                : left(buyer.spendLimit(), situation.facts().signals().buyerSpentMinor());
    }

    /** "month" or the like, of the buyer's limit. */
    public String buyerPeriod() {
        return buyer == null ? "" : period(buyer.spendLimit());
    }

    /** The first of the buyer's roles whose every order needs approval; empty: none. */
    public String roleUnderApproval() {
        if (buyer != null && !rules.approvalRoles().isEmpty()) {
            for (String role : buyer.roles()) {
                if (rules.approvalRoles().contains(role)) {
                    return role;
                }
            }
        }
        return "";
    }

    /** Whether the order lacks a purchase order number. */
    public boolean purchaseOrderMissing() {
        return order.purchaseOrderNumber().isBlank();
    }

    /** Largest order without purchase order number; {@link #NONE}: any; -1: none, each order needs one. */
    public long withoutPurchaseOrderMinor() {
        return rules.purchaseOrderRequired() ? -1 : orNone(rules.purchaseOrderRequiredAboveMinor());
    }

    public String costCentreId() {
        return order.costCentreId();
    }

    /** Whether the order names a cost centre. */
    public boolean costCentreGiven() {
        return !order.costCentreId().isEmpty();
    }

    public boolean costCentreRequired() {
        return rules.costCentreRequired();
    }

    /** Whether the named cost centre is one of the account's. */
    public boolean costCentreKnown() {
        return costCentre != null;
    }

    /** Whether the buyer may charge the named cost centre. */
    public boolean costCentreAllowed() {
        return buyer == null || buyer.mayCharge(order.costCentreId());
    }

    /** What is left of the cost centre's budget in the period; {@link #NONE}: no budget. May be negative. */
    public long budgetLeftMinor() {
        return costCentre == null
                ? NONE
                : left(costCentre.budget(), situation.facts().signals().costCentreSpentMinor());
    }

    /** Whether orders over the budget are refused. */
    public boolean budgetStrict() {
        return costCentre != null && costCentre.strict();
    }

    /** "month" or the like, of the cost centre's budget. */
    public String budgetPeriod() {
        return costCentre == null ? "" : period(costCentre.budget());
    }

    /** Whether the customer has rules on what is bought, and the order doesn't say what that is. */
    public boolean linesMissing() {
        return order.lines().isEmpty()
                && !(rules.itemRules().isEmpty() && rules.allowedCategories().isEmpty());
    }

    /** The first category of the order that may not be bought; empty: none. */
    public String forbiddenCategory() {
        if (!rules.allowedCategories().isEmpty()) {
            for (OrderLine line : order.lines()) {
                if (!rules.allowedCategories().contains(line.category())) {
                    return line.category().isEmpty() ? line.sku() : line.category();
                }
            }
        }
        return "";
    }

    /** Role of the first approval level, or else the policy's approver. */
    public String firstApprover() {
        return firstApprover(situation);
    }

    static String firstApprover(Situation situation) {
        ApprovalLevel first = null;
        for (ApprovalLevel level : situation.facts().account().purchasing().approvalLevels()) {
            if (first == null || level.level() < first.level()) {
                first = level;
            }
        }
        return first == null ? situation.policy().word("approver") : first.role();
    }

    /** The level of a role in the customer's own list; 1 when the list doesn't name it. */
    static int levelOf(Situation situation, String role) {
        for (ApprovalLevel level : situation.facts().account().purchasing().approvalLevels()) {
            if (level.role().equals(role)) {
                return level.level();
            }
        }
        return 1;
    }

    private static long orNone(OptionalLong limit) {
        return limit.isPresent() ? limit.getAsLong() : NONE;
    }

    private static long left(@Nullable SpendLimit limit, long spent) {
        return limit == null ? NONE : limit.amountMinor() - spent;
    }

    private static String period(@Nullable SpendLimit limit) {
        return limit == null ? "" : limit.period().name().toLowerCase(java.util.Locale.ROOT);
    }
}
