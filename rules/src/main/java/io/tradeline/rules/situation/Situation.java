package io.tradeline.rules.situation;

import io.tradeline.rules.facts.ApprovalLevel;
import io.tradeline.rules.facts.CreditNode;
import io.tradeline.rules.facts.DecisionFacts;
import io.tradeline.rules.facts.Resolution;
import io.tradeline.rules.facts.RiskFlag;
import io.tradeline.rules.money.Money;
import io.tradeline.rules.money.Rates;
import io.tradeline.rules.policy.Authority;
import io.tradeline.rules.policy.Policy;
import io.tradeline.rules.verdict.RequiredApproval;
import io.tradeline.rules.verdict.RequiredApproval.Side;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One decision's facts, reckoned out for the rules. */
public final class Situation {

    private final DecisionFacts facts;
    private final Rates rates;
    private final Policy policy;
    private final Authority authority;
    private final ZonedDateTime now;
    private final int today;
    private final long creditAmountMinor;
    private final List<Credit> credits;
    private final List<Answer> answers;
    private final boolean financeApproved;

    /**
     * The facts under a policy.
     *
     * @param now the decision's clock in the account's time zone
     * @throws io.tradeline.rules.money.UnknownRateException when the order's amount can't be converted
     */
    public Situation(DecisionFacts facts, ZonedDateTime now, Rates rates, Policy policy, Authority authority) {
        this.facts = facts;
        this.rates = rates;
        this.policy = policy;
        this.authority = authority;
        this.now = now;
        this.today = (int) policy.day().toEpochDay();
        this.creditAmountMinor = inAccountCurrency(facts.order().amount().minor());
        this.credits = new ArrayList<>(facts.nodes().size());
        for (CreditNode node : facts.nodes()) {
            credits.add(new Credit(this, node));
        }
        this.answers = facts.resolutions().isEmpty()
                ? List.of()
                : new ArrayList<>(facts.resolutions().size());
        boolean approved = false;
        for (Resolution resolution : facts.resolutions()) {
            Answer answer = new Answer(this, resolution);
            answers.add(answer);
            approved |= answer.side() == Side.FINANCE && answer.counts();
        }
        this.financeApproved = approved;
    }

    /** What the rules match on, always in the same order. */
    public List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>(12 + credits.size());
        subjects.add(new Customer(this));
        addFlags(subjects);
        subjects.addAll(answers);
        subjects.add(new Velocity(this, Velocity.Span.HOUR, facts.signals().hour()));
        subjects.add(new Velocity(this, Velocity.Span.DAY, facts.signals().day()));
        subjects.add(new Velocity(this, Velocity.Span.WEEK, facts.signals().week()));
        subjects.add(new Behaviour(this));
        subjects.addAll(credits);
        subjects.add(new Purchase(this));
        for (ApprovalLevel level : facts.account().purchasing().approvalLevels()) {
            subjects.add(new Level(this, level));
        }
        ItemHit.addAll(this, subjects);
        subjects.add(new Billing(this));
        return subjects;
    }

    public DecisionFacts facts() {
        return facts;
    }

    public Policy policy() {
        return policy;
    }

    public LocalDate day() {
        return policy.day();
    }

    /** From the ordering account up to the one that holds the credit. */
    public List<Credit> credits() {
        return credits;
    }

    public List<Answer> answers() {
        return answers;
    }

    /** The order's amount in the account's currency, in minor units. */
    public long creditAmountMinor() {
        return creditAmountMinor;
    }

    /** Whether someone in finance approved this order with enough authority. */
    public boolean financeApproved() {
        return financeApproved;
    }

    /** Who in finance may at least approve this order; null: nobody may. */
    public @Nullable RequiredApproval lowestAuthority() {
        return authority.lowestFor(creditAmountMinor);
    }

    Authority authority() {
        return authority;
    }

    ZonedDateTime now() {
        return now;
    }

    int today() {
        return today;
    }

    /** From minor units of the order's currency to minor units of the account's, at the rate of the day. */
    long inAccountCurrency(long orderMinor) {
        return rates.convertMinor(orderMinor, facts.order().amount().currency(), policy.currency(), policy.day());
    }

    /**
     * The largest amount of this order, in its own currency, that comes to at most so much in the account's.
     *
     * @param limitMinor minor units of the account's currency
     * @return null when not even the smallest amount does
     */
    @Nullable Money largestOrder(long limitMinor) {
        String currency = facts.order().amount().currency();
        long largest = limitMinor < 0 ? 0 : rates.largestWithin(limitMinor, currency, policy.currency(), day());
        return largest < 1 ? null : new Money(currency, largest);
    }

    private void addFlags(List<Subject> subjects) {
        String own = facts.account().id();
        for (RiskFlag flag : facts.account().riskFlags()) {
            subjects.add(new Flag(this, own, flag));
        }
        for (CreditNode node : facts.nodes()) {
            if (!node.accountId().equals(own)) {
                for (RiskFlag flag : node.riskFlags()) {
                    subjects.add(new Flag(this, node.accountId(), flag));
                }
            }
        }
    }
}
