package io.tradeline.decision.authorize;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tradeline.decision.access.AccountReach;
import io.tradeline.decision.ledger.LedgerReader;
import io.tradeline.decision.ledger.StoredDecision;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionFacts;
import io.tradeline.proto.decision.v1.ExplainResponse;
import io.tradeline.proto.decision.v1.FiredRule;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.release.RuleSetInfo;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What a stored decision rested on, and which rules fired for it. */
final class ExplainDecision {

    private final LedgerReader reader;
    private final ReplayDecision replay;

    ExplainDecision(LedgerReader reader) {
        this.reader = reader;
        this.replay = new ReplayDecision(reader);
    }

    /**
     * Explains a decision.
     *
     * @param release the decision's own
     * @param reach of its accounts, those that the caller sees
     * @throws io.grpc.StatusRuntimeException DATA_LOSS when the decision does not follow from what was stored with it: no account of rules would be true
     */
    ExplainResponse of(StoredDecision stored, Release release, AccountReach reach)
            throws SQLException, InvalidProtocolBufferException {
        Decision decision = stored.decision();
        if (!replay.under(release, stored).decision().equals(decision)) {
            throw Refusals.dataLoss(
                    "NOT_REPRODUCED",
                    "decision " + decision.getDecisionId()
                            + " does not follow from what was stored with it (expected: the same decision again); ./tradeline audit says more");
        }
        DecisionFacts facts = stored.decisionFacts();
        Map<String, Long> versions = ReplayDecision.versions(facts);
        Set<String> seen = reader.seen(versions.keySet(), reach);
        versions.keySet().retainAll(seen);
        ExplainResponse.Builder explanation = ExplainResponse.newBuilder()
                .setDecision(decision)
                .setFacts(FactsInReach.of(facts, reach, seen))
                .addAllAccounts(reader.accountsAsOf(versions));
        Map<String, String> owners =
                release.ruleSets().stream().collect(Collectors.toMap(RuleSetInfo::id, RuleSetInfo::owner));
        Map<String, Integer> times = new LinkedHashMap<>();
        replay.fired(release, stored).forEach(rule -> times.merge(rule, 1, Integer::sum));
        times.forEach((rule, count) -> explanation.addFiredRules(FiredRule.newBuilder()
                .setRuleId(rule)
                .setTimes(count)
                .setOwner(Objects.requireNonNull(owners.get(ruleSet(rule))))));
        return explanation.build();
    }

    private static String ruleSet(String ruleId) {
        return ruleId.substring(0, ruleId.indexOf('/'));
    }
}
