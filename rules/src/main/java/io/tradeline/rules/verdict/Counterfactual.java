package io.tradeline.rules.verdict;

import io.tradeline.rules.money.Money;

/** What would have been enough for a finding not to be made. */
public sealed interface Counterfactual {

    /** The largest amount of the order, in its own currency. */
    record MaximumAmount(Money amount) implements Counterfactual {}

    /** A payment on the account's oldest open items, and what they leave in advance; in the account's currency. */
    record Payment(Money amount) implements Counterfactual {}

    /** An approval. */
    record Approval(RequiredApproval approval) implements Counterfactual {}

    /** Something missing in the order, by the name of the field in the contract. */
    record MissingField(String field) implements Counterfactual {}
}
