package io.tradeline.decision.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tradeline.decision.authorize.ReplayDecision;
import io.tradeline.decision.directory.AccountDirectory;
import io.tradeline.decision.exposure.NoExposureCache;
import io.tradeline.decision.ledger.LedgerReader;
import io.tradeline.decision.ledger.Recount;
import io.tradeline.decision.ledger.StoredDecision;
import io.tradeline.decision.releases.ActiveRelease;
import io.tradeline.decision.releases.Compilation;
import io.tradeline.decision.releases.ReleaseRegistry;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.rules.release.ReleaseCompiler;
import io.tradeline.rules.verdict.NodeLimit;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * A full look at the books: I1 on every replayed approval, I2, I3 and the hash chain on everything, I4 by replaying decisions under their own releases. It
 * reads one snapshot and may run while the service works.
 */
public final class Audit {

    private static final int MOST_PROBLEMS = 100;
    private static final int PAGE = 500;

    private final DataSource dataSource;
    private final Compilation compilation;

    public Audit(DataSource dataSource) {
        this(dataSource, ReleaseCompiler::compile);
    }

    /** @param compilation of the releases that decisions were made by */
    public Audit(DataSource dataSource, Compilation compilation) {
        this.dataSource = dataSource;
        this.compilation = compilation;
    }

    /**
     * What was looked at, and what did not hold.
     *
     * @param problems a sentence each, the first hundred
     * @param problemCount all of them
     */
    public record Result(
            long accounts,
            long factsVersions,
            long requests,
            long decisions,
            long replayed,
            List<String> problems,
            long problemCount) {

        public boolean holds() {
            return problemCount == 0;
        }
    }

    /**
     * Looks at everything.
     *
     * @param mostReplays decisions to replay, the newest first
     */
    public Result run(long mostReplays) throws SQLException, InvalidProtocolBufferException {
        Problems problems = new Problems();
        long accounts;
        long facts;
        long requests;
        long decisions;
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            try {
                Recount recount = new Recount(connection, problems::add);
                accounts = recount.entries();
                recount.items();
                recount.calendars();
                recount.feed();
                facts = recount.facts();
                requests = recount.requests();
                decisions = recount.chains();
            } finally {
                connection.rollback();
                connection.setReadOnly(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(true);
            }
        }
        long replayed = replay(mostReplays, problems);
        return new Result(accounts, facts, requests, decisions, replayed, problems.first, problems.count);
    }

    private long replay(long most, Problems problems) throws SQLException, InvalidProtocolBufferException {
        LedgerReader reader = new LedgerReader(dataSource, new AccountDirectory(10_000), new NoExposureCache());
        ReplayDecision replay = new ReplayDecision(reader);
        long done = 0;
        UUID below = new UUID(-1L, -1L);
        try (ReleaseRegistry releases = new ReleaseRegistry(
                dataSource,
                new ActiveRelease(),
                Clock.systemUTC(),
                new SimpleMeterRegistry(),
                compilation,
                compilation)) {
            while (done < most) {
                List<StoredDecision> page =
                        reader.list(null, null, new UUID(0, 0), below, (int) Math.min(PAGE, most - done));
                if (page.isEmpty()) {
                    break;
                }
                for (StoredDecision stored : page) {
                    Decision before = stored.decision();
                    ReplayDecision.Replayed after = replay.under(releases.compiled(before.getReleaseDigest()), stored);
                    if (!before.equals(after.decision())) {
                        problems.add("decision " + stored.id() + ": replayed as "
                                + after.decision().getOutcome() + " (expected: " + before.getOutcome()
                                + ", and the same findings, terms and positions)");
                    }
                    withinLimits(before, after.limits(), problems);
                    done++;
                }
                below = page.get(page.size() - 1).id();
            }
        }
        return done;
    }

    /** I1: an approval that adds to an exposure stays within what limits, tolerance, or a person with authority allow; and within the hard cap, always. */
    private static void withinLimits(Decision decision, List<NodeLimit> limits, Problems problems) {
        if (decision.getOutcome() != Outcome.OUTCOME_APPROVED) {
            return;
        }
        for (int i = 0; i < decision.getPositionsCount(); i++) {
            CreditPosition position = decision.getPositions(i);
            long most = Math.min(
                    limits.get(i).ceilingMinor(), limits.get(i).hardCapMinor().orElse(Long.MAX_VALUE));
            if (position.getExposureAfterMinor() > position.getExposureMinor()
                    && position.getExposureAfterMinor() > most) {
                problems.add("decision " + decision.getDecisionId() + ": approved an exposure of "
                        + position.getExposureAfterMinor() + " for " + position.getAccountId() + " (expected: <= "
                        + most
                        + ")");
            }
        }
    }

    private static final class Problems {
        private final List<String> first = new ArrayList<>();
        private long count;

        void add(String problem) {
            count++;
            if (first.size() < MOST_PROBLEMS) {
                first.add(problem);
            }
        }
    }
}
