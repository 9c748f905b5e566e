package io.tradeline.rules.situation;

import io.tradeline.rules.money.Money;
import io.tradeline.rules.verdict.Counterfactual;
import io.tradeline.rules.verdict.Evidence;
import io.tradeline.rules.verdict.Finding;
import io.tradeline.rules.verdict.ReasonCode;
import io.tradeline.rules.verdict.RequiredApproval;
import io.tradeline.rules.verdict.RequiredApproval.Side;
import io.tradeline.rules.verdict.Severity;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A finding while a rule puts it together; once inserted it stays as it is. */
public final class Found {

    private final String ruleId;
    private final Subject subject;
    private final Severity severity;
    private final ReasonCode reason;
    private final List<Evidence> evidence = new ArrayList<>(4);
    private @Nullable Counterfactual counterfactual;
    private @Nullable RequiredApproval needs;
    private long passesUpToMinor;

    Found(String ruleId, Subject subject, Severity severity, ReasonCode reason) {
        this.ruleId = ruleId;
        this.subject = subject;
        this.severity = severity;
        this.reason = reason;
    }

    /** An amount that mattered, in minor units of the account's currency. */
    public Found amount(String name, long minor) {
        evidence.add(new Evidence.Amount(name, subject.money(minor)));
        return this;
    }

    /** A count, or days. */
    public Found number(String name, long number) {
        evidence.add(new Evidence.Number(name, number));
        return this;
    }

    /** A share in basis points. */
    public Found share(String name, long basisPoints) {
        evidence.add(new Evidence.Share(name, basisPoints));
        return this;
    }

    /** A word or an id; left out when empty. */
    public Found text(String name, String text) {
        if (!text.isEmpty()) {
            evidence.add(new Evidence.Text(name, text));
        }
        return this;
    }

    /** A day; left out when unknown. */
    public Found day(String name, @Nullable LocalDate day) {
        if (day != null) {
            evidence.add(new Evidence.Day(name, day));
        }
        return this;
    }

    /** The finding would not be made for an order of at most this, in minor units of the account's currency. */
    public Found passesUpTo(long amountMinor) {
        passesUpToMinor = Math.max(0, amountMinor);
        Money largest = subject.situation.largestOrder(amountMinor);
        if (largest != null) {
            counterfactual = new Counterfactual.MaximumAmount(largest);
        }
        return this;
    }

    /**
     * The finding would not be made if the exposure after the order were at most this: by a smaller order or, where none is small enough, by
     * a payment of the open items. Where that doesn't suffice, a review needs finance, and what nobody may lift a payment in advance.
     */
    public Found passesWithExposure(Credit credit, long exposureMinor) {
        passesUpTo(exposureMinor - (credit.exposureAfterMinor() - credit.creditAmountMinor()));
        long payment = credit.exposureAfterMinor() - exposureMinor;
        if (counterfactual == null && payment <= credit.openMinor()) {
            passesWithPayment(payment);
        }
        orFinance();
        if (counterfactual == null && severity.compareTo(Severity.REVIEW) >= 0) {
            passesWithPayment(payment);
        }
        return this;
    }

    /** Where nothing else was found to help, whoever in finance may at least decide on the order can lift a review. */
    public Found orFinance() {
        RequiredApproval finance = severity == Severity.REVIEW ? subject.situation.lowestAuthority() : null;
        if (counterfactual == null && finance != null) {
            counterfactual = new Counterfactual.Approval(finance);
        }
        return this;
    }

    /** The finding would not be made after a payment of this: on the oldest items, and what they leave in advance. */
    public Found passesWithPayment(long amountMinor) {
        counterfactual = new Counterfactual.Payment(subject.money(amountMinor));
        return this;
    }

    /** The finding would not be made if the order had this field of the contract. */
    public Found passesWithField(String field) {
        counterfactual = new Counterfactual.MissingField(field);
        return this;
    }

    /** Someone with this role in the customer's company can lift the finding. */
    public Found needs(String role) {
        return needs(role, Purchase.levelOf(subject.situation, role));
    }

    /** As {@link #needs(String)}, at a level of the customer's own. */
    public Found needs(String role, int level) {
        needs = new RequiredApproval(Side.BUYER, role, level);
        if (counterfactual == null) {
            counterfactual = new Counterfactual.Approval(needs);
        }
        return this;
    }

    /** What must be granted on the buyer's side; null: nothing. */
    public @Nullable RequiredApproval needed() {
        return needs;
    }

    /** The rule that made it. */
    public String ruleId() {
        return ruleId;
    }

    /** The largest amount for which it would not be made, in minor units of the account's currency; 0 when it does not depend on the amount. */
    public long passesUpToMinor() {
        return passesUpToMinor;
    }

    public ReasonCode reason() {
        return reason;
    }

    public Severity severity() {
        return severity;
    }

    /** Whether it keeps the order from going on whatever people answered: a refusal, or a review that finance has not lifted. */
    public boolean blocking() {
        return severity == Severity.DECLINE || (severity == Severity.REVIEW && !subject.situation.financeApproved());
    }

    /** Whether an order that is paid before it is sent would not meet this. */
    public boolean curedByPrepayment() {
        return reason.isCuredByPrepayment();
    }

    /** As people see it. */
    public Finding toFinding() {
        return new Finding(ruleId, reason, severity, subject.accountId(), List.copyOf(evidence), counterfactual);
    }

    /** As people see it after the answer was counted: it weighs nothing any more, and says who lifted it. */
    public Finding liftedBy(Answer answer) {
        List<Evidence> all = new ArrayList<>(evidence);
        all.add(new Evidence.Text("approved by", answer.resolverId()));
        all.add(new Evidence.Text("approved as", answer.role()));
        return new Finding(ruleId, reason, Severity.INFO, subject.accountId(), List.copyOf(all), counterfactual);
    }
}
