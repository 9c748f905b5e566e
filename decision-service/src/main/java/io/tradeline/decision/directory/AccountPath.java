package io.tradeline.decision.directory;

import io.tradeline.rules.facts.Account;
import java.util.List;

/**
 * An account and those above it up to the head of the company.
 *
 * @param entries the account first, the head last
 * @param holderIndex where in the entries the account stands that holds the credit
 */
public record AccountPath(List<AccountEntry> entries, int holderIndex) {

    public AccountEntry ordering() {
        return entries.get(0);
    }

    public AccountEntry holder() {
        return entries.get(holderIndex);
    }

    /** From the account up to the one that holds the credit. */
    public List<AccountEntry> creditNodes() {
        return entries.subList(0, holderIndex + 1);
    }

    /** The accounts above the one that holds the credit. */
    public List<AccountEntry> above() {
        return entries.subList(holderIndex + 1, entries.size());
    }

    /** The ordering account with the purchasing rules that apply to it: its own, or those of the nearest account above. */
    public Account effectiveAccount() {
        for (AccountEntry entry : entries) {
            if (entry.ownPurchasing()) {
                return entry == ordering()
                        ? entry.account()
                        : withPurchasingOf(ordering().account(), entry.account());
            }
        }
        return ordering().account();
    }

    private static Account withPurchasingOf(Account account, Account above) {
        return new Account(
                account.id(),
                account.status(),
                account.currency(),
                account.segment(),
                account.industry(),
                account.tier(),
                account.country(),
                account.zone(),
                account.terms(),
                account.contracts(),
                account.buyers(),
                above.purchasing(),
                account.costCentres(),
                account.riskFlags(),
                account.customerSince(),
                account.bureauReportedAt());
    }
}
