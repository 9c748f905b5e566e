package io.tradeline.rules.situation;

import io.tradeline.rules.facts.AccountStatus;
import io.tradeline.rules.facts.CreditLimit;
import io.tradeline.rules.facts.CreditNode;
import io.tradeline.rules.facts.DueAmount;
import io.tradeline.rules.policy.Policy;
import java.time.LocalDate;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The credit of one account on the way from the ordering one up to the one that holds it: limit in force, exposure before and after this
 * order, and what is overdue. Amounts in minor units of the account's currency.
 */
public final class Credit extends Subject {

    /** Stands for "no limit" and "no cap": no exposure passes it. */
    public static final long NONE = Long.MAX_VALUE;

    private static final long WHOLE = 10_000;

    private final CreditNode node;
    private final long limitMinor;
    private final String source;
    private final long hardCapMinor;
    private final long ceilingMinor;
    private final long exposureMinor;
    private final long exposureAfterMinor;
    private final int graceDays;

    Credit(Situation situation, CreditNode node) {
        super(situation, node.accountId());
        this.node = node;
        Policy policy = situation.policy();
        this.graceDays = (int) policy.number("grace-days", node.segment());
        this.exposureMinor = node.exposureMinor();
        this.exposureAfterMinor =
                Math.addExact(exposureMinor - situation.facts().heldMinor(), situation.creditAmountMinor());

        CreditLimit own = node.limit();
        boolean individual = own != null && own.isValidOn(situation.day());
        if (!individual && !node.holder()) {
            this.limitMinor = NONE;
            this.hardCapMinor = NONE;
            this.ceilingMinor = NONE;
            this.source = "";
            return;
        }
        long granted;
        OptionalLong cap = OptionalLong.empty();
        if (individual && own != null) {
            granted = own.softMinor();
            cap = own.hardCapMinor();
            this.source = "individual";
        } else {
            granted = policy.amount("limit", node.segment());
            this.source = policy.lists("limit", node.segment()) ? "segment" : "default";
        }
        this.hardCapMinor = cap.isPresent() ? cap.getAsLong() : shareOf(granted, policy.share("hard-cap"));
        this.limitMinor =
                node.status() == AccountStatus.PROBATION ? shareOf(granted, policy.share("probation-limit")) : granted;
        this.ceilingMinor =
                Math.min(hardCapMinor, Math.addExact(limitMinor, shareOf(limitMinor, policy.share("tolerance"))));
    }

    public AccountStatus status() {
        return node.status();
    }

    /** The status as a word: "in review". */
    public String statusWord() {
        return node.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    public String segment() {
        return node.segment();
    }

    /** Whether it is the ordering account's own. */
    public boolean own() {
        return accountId().equals(situation.facts().account().id());
    }

    /** Whether this account holds the credit. */
    public boolean holder() {
        return node.holder();
    }

    /** Whether a limit is in force here: always where the credit is held, else only an individual one. */
    public boolean limited() {
        return limitMinor != NONE;
    }

    /** The limit in force, reduced on probation, without tolerance; {@link #NONE}: none. */
    public long limitMinor() {
        return limitMinor;
    }

    /** "individual", "segment", "default" or "". */
    public String limitSource() {
        return source;
    }

    /** Beyond this no one may go; {@link #NONE}: no cap. */
    public long hardCapMinor() {
        return hardCapMinor;
    }

    /** Limit and tolerance, within the hard cap: what is approved without asking anyone. */
    public long ceilingMinor() {
        return ceilingMinor;
    }

    /** reserved + receivables - unapplied. */
    public long exposureMinor() {
        return exposureMinor;
    }

    /** Exposure with this order, without what the order held before. */
    public long exposureAfterMinor() {
        return exposureAfterMinor;
    }

    /** Mean exposure of the last 30 days. */
    public long averageExposureMinor() {
        return node.averageExposureMinor();
    }

    /** So many thousandths of the mean exposure of the last 30 days. */
    public long averageExposureTimes(long thousandths) {
        return shareOf(node.averageExposureMinor(), Math.multiplyExact(thousandths, 10));
    }

    /** A share of the limit, rounded down; {@link #NONE} without a limit. */
    public long shareOfLimit(long basisPoints) {
        return limited() ? shareOf(limitMinor, basisPoints) : NONE;
    }

    /** What is past due and the days of grace. */
    public long overdueMinor() {
        return node.overdueMinor(situation.today(), graceDays);
    }

    /** What is more than so many days past due. */
    public long overdueMinor(long days) {
        return node.overdueMinor(situation.today(), (int) days);
    }

    /** Days since the oldest open item was due; 0 when none is past due. */
    public long oldestOverdueDays() {
        return node.oldestOverdueDays(situation.today());
    }

    /** Days by which payments may be late before it counts. */
    public long graceDays() {
        return graceDays;
    }

    /** What is open in all. */
    long openMinor() {
        long sum = 0;
        for (DueAmount item : node.due()) {
            sum += item.openMinor();
        }
        return sum;
    }

    /** Last day of an individual limit that is over; null: there is none such. */
    public @Nullable LocalDate limitExpiredOn() {
        CreditLimit own = node.limit();
        return own != null && own.isExpiredOn(situation.day()) ? own.validUntil() : null;
    }

    private static long shareOf(long amount, long basisPoints) {
        return Math.addExact(
                Math.multiplyExact(amount / WHOLE, basisPoints), Math.floorDiv(amount % WHOLE * basisPoints, WHOLE));
    }
}
