package io.tradeline.decision.authorize;

import io.tradeline.decision.access.AccountReach;
import io.tradeline.proto.decision.v1.DecisionFacts;
import io.tradeline.proto.decision.v1.NodeFigures;
import java.util.Set;

/**
 * What a decision rested on, as far as it is its caller's business. An order that uses the credit of an account above is explained by that account's sums, which
 * stand in the decision itself; what falls due on which day there is not needed for that, and stays there.
 */
final class FactsInReach {

    private FactsInReach() {}

    /** @param seen of the decision's accounts those within the caller's reach, by id */
    static DecisionFacts of(DecisionFacts facts, AccountReach reach, Set<String> seen) {
        if (reach.isEverything()) {
            return facts;
        }
        DecisionFacts.Builder partly = facts.toBuilder();
        for (NodeFigures.Builder node : partly.getNodesBuilderList()) {
            if (!seen.contains(node.getAccountId())) {
                node.clearDue();
            }
        }
        return partly.build();
    }
}
