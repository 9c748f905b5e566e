package io.tradeline.decision.authorize;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tradeline.decision.directory.AccountPath;
import io.tradeline.decision.ledger.LedgerReader;
import io.tradeline.decision.ledger.StoredDecision;
import io.tradeline.proto.decision.v1.AccountVersion;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionFacts;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.verdict.NodeLimit;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decides again from what a stored decision rested on. */
public final class ReplayDecision {

    private final LedgerReader reader;
    private final Cache<Map<String, Long>, AccountPath> paths =
            Caffeine.newBuilder().maximumSize(10_000).build();

    public ReplayDecision(LedgerReader reader) {
        this.reader = reader;
    }

    /**
     * What came out.
     *
     * @param decision with the stored one's ids and place in the log, so that the two can be compared as a whole
     * @param limits that were in force, of each credit node
     */
    public record Replayed(Decision decision, List<NodeLimit> limits) {}

    public Replayed under(Release release, StoredDecision stored) throws SQLException, InvalidProtocolBufferException {
        Decision before = stored.decision();
        DecisionFacts facts = stored.decisionFacts();
        Deliberation again = Deliberation.again(release, path(facts), facts);
        Decision.Builder after = again.decision()
                .setDecisionId(before.getDecisionId())
                .setAuthorizationId(before.getAuthorizationId())
                .setRequestId(before.getRequestId())
                .setLogSequence(before.getLogSequence())
                .setLogHash(before.getLogHash());
        if (after.getOutcome() == Outcome.OUTCOME_APPROVED && before.hasReservedUntil()) {
            after.setReservedUntil(before.getReservedUntil());
        }
        return new Replayed(after.build(), again.verdict().limits());
    }

    /** The names of the rules that fire for what the decision rested on, in the order in which they do. */
    List<String> fired(Release release, StoredDecision stored) throws SQLException, InvalidProtocolBufferException {
        DecisionFacts facts = stored.decisionFacts();
        return release.trace(FactsMapper.fromProto(facts, path(facts))).fired();
    }

    /** The accounts with the facts that the decision used. */
    private AccountPath path(DecisionFacts facts) throws SQLException {
        Map<String, Long> versions = versions(facts);
        AccountPath path = paths.getIfPresent(versions);
        if (path == null) {
            path = reader.pathAsOf(versions);
            paths.put(versions, path);
        }
        return path;
    }

    /** Which versions of the accounts' facts were used, the ordering account first. */
    static Map<String, Long> versions(DecisionFacts facts) {
        Map<String, Long> versions = new LinkedHashMap<>();
        for (AccountVersion version : facts.getAccountsList()) {
            versions.put(version.getAccountId(), version.getVersion());
        }
        return versions;
    }
}
