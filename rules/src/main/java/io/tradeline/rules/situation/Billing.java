package io.tradeline.rules.situation;

import io.tradeline.rules.facts.Account;
import io.tradeline.rules.facts.AccountStatus;
import io.tradeline.rules.facts.ContractTerms;
import io.tradeline.rules.terms.PaymentTerms;
import org.jspecify.annotations.Nullable;

/** Which terms of payment there are for the order; null: none of that kind. */
public final class Billing extends Subject {

    private final Account account;
    private final @Nullable ContractTerms contract;

    Billing(Situation situation) {
        super(situation, situation.facts().account().id());
        this.account = situation.facts().account();
        this.contract = account.contracts().get(situation.facts().order().contractId());
    }

    public boolean probation() {
        return account.status() == AccountStatus.PROBATION;
    }

    public String contractId() {
        return situation.facts().order().contractId();
    }

    /** Whether the order names a contract. */
    public boolean contractGiven() {
        return !situation.facts().order().contractId().isEmpty();
    }

    /** Terms of the contract that the order names, if it is valid today. */
    public @Nullable PaymentTerms contractTerms() {
        return contract != null && contract.isValidOn(situation.day()) ? contract.terms() : null;
    }

    /** Terms agreed with the account. */
    public @Nullable PaymentTerms accountTerms() {
        return account.terms();
    }

    public @Nullable PaymentTerms tierTerms() {
        return policy().terms("tier-terms", account.tier());
    }

    public @Nullable PaymentTerms industryTerms() {
        return policy().terms("industry-terms", account.industry());
    }

    public @Nullable PaymentTerms segmentTerms() {
        return policy().terms("segment-terms", account.segment());
    }
}
