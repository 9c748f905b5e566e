package io.tradeline.rules.situation;

import io.tradeline.rules.money.Money;
import io.tradeline.rules.policy.Policy;

/** Something that rules look at: it belongs to one account, and knows the policy that holds for it. */
public abstract sealed class Subject
        permits Answer, Behaviour, Billing, Credit, Customer, Flag, ItemHit, Level, Purchase, Velocity {

    final Situation situation;
    private final String accountId;

    Subject(Situation situation, String accountId) {
        this.situation = situation;
        this.accountId = accountId;
    }

    /** The account that it is about. */
    public final String accountId() {
        return accountId;
    }

    /** The parameters, in the account's currency, on the day of the decision. */
    public final Policy policy() {
        return situation.policy();
    }

    /** The order's amount in the account's currency, in minor units. */
    public final long creditAmountMinor() {
        return situation.creditAmountMinor();
    }

    /** ISO 4217 code of the account's currency. */
    public final String currency() {
        return situation.policy().currency();
    }

    /** An amount of the account's currency. */
    public final Money money(long minor) {
        return new Money(currency(), minor);
    }
}
