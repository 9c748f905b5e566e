package io.tradeline.decision.ledger;

import io.tradeline.decision.directory.NodeRows;
import io.tradeline.decision.exposure.NodeState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Consumer;

/** Reckons the books up again, independently of how they were written. All on one connection, whose snapshot the caller holds. */
public final class Recount {

    private static final int FETCH = 1000;

    private final Connection connection;
    private final Consumer<String> problems;

    /**
     * @param connection in a transaction with one snapshot, auto-commit off
     * @param problems gets a sentence for each thing that does not hold
     */
    public Recount(Connection connection, Consumer<String> problems) {
        this.connection = connection;
        this.problems = problems;
    }

    /** I3: each account's figures are the sum of its ledger entries. Gives the accounts counted. */
    public long entries() throws SQLException {
        return compare("the sum of its ledger entries", """
                SELECT a.account_id, a.reserved_minor, a.receivables_minor, a.disputed_minor, a.unapplied_minor,
                       coalesce(e.reserved, 0), coalesce(e.receivables, 0), coalesce(e.disputed, 0), coalesce(e.unapplied, 0)
                FROM account a LEFT JOIN (
                    SELECT counts_in AS account_id, sum(reserved_delta)::bigint AS reserved, sum(receivables_delta)::bigint AS receivables,
                           sum(disputed_delta)::bigint AS disputed, sum(unapplied_delta)::bigint AS unapplied
                    FROM journal, unnest(entries) entry, unnest(account_id || above_ids) counts_in
                    GROUP BY counts_in) e USING (account_id)""", 4);
    }

    /** Each account's figures are what its own and its sharing branches' orders reserve and items leave open. Gives the accounts counted. */
    public long items() throws SQLException {
        return compare("what the orders and items of it and its branches come to", """
                WITH RECURSIVE counts_in AS (
                    SELECT account_id AS own_id, account_id AS node_id, parent_account_id, credit_account_id, 1 AS depth FROM account
                    UNION ALL
                    SELECT c.own_id, a.account_id, a.parent_account_id, a.credit_account_id, depth + 1
                    FROM counts_in c JOIN account a ON a.account_id = c.parent_account_id WHERE c.credit_account_id <> c.node_id AND depth < 9
                ), own AS (
                    SELECT account_id, coalesce(o.reserved, 0) AS reserved, coalesce(r.receivables, 0) AS receivables, coalesce(r.disputed, 0) AS disputed
                    FROM account
                    LEFT JOIN (SELECT account_id, sum(credit_reserved_minor) AS reserved FROM (
                                   SELECT account_id, credit_reserved_minor FROM order_authorization
                                   UNION ALL
                                   SELECT account_id, credit_reserved_minor FROM decision d WHERE credit_reserved_minor > 0
                                       AND NOT EXISTS (SELECT FROM order_authorization a WHERE a.authorization_id = d.decision_id)) orders
                               GROUP BY account_id) o USING (account_id)
                    LEFT JOIN (SELECT account_id, sum(credit_open_minor) AS receivables, sum(credit_disputed_minor) AS disputed
                               FROM receivable GROUP BY account_id) r USING (account_id)
                ), total AS (
                    SELECT c.node_id AS account_id, sum(o.reserved)::bigint AS reserved, sum(o.receivables)::bigint AS receivables, sum(o.disputed)::bigint AS disputed
                    FROM counts_in c JOIN own o ON o.account_id = c.own_id GROUP BY c.node_id
                )
                SELECT a.account_id, a.reserved_minor, a.receivables_minor, a.disputed_minor, t.reserved, t.receivables, t.disputed
                FROM account a JOIN total t USING (account_id)""", 3);
    }

    private long compare(String other, String sql, int figures) throws SQLException {
        long count = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    count++;
                    long[] stored = new long[figures];
                    long[] counted = new long[figures];
                    for (int i = 0; i < figures; i++) {
                        stored[i] = rows.getLong(2 + i);
                        counted[i] = rows.getLong(2 + figures + i);
                    }
                    if (!Arrays.equals(stored, counted)) {
                        problems.accept("account " + rows.getString(1) + ": figures " + Arrays.toString(stored)
                                + " are not " + other + ", " + Arrays.toString(counted)
                                + " (reserved, receivables, disputed, unapplied in minor units)");
                    }
                }
            }
        }
        return count;
    }

    /** Each account's calendar adds up to its figures. Gives the accounts counted. */
    public long calendars() throws SQLException {
        long count = 0;
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT " + NodeRows.COLUMNS + " FROM account")) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    count++;
                    try {
                        NodeState state = new NodeState(NodeRows.read(rows), 0);
                        if (state.disputed() > state.receivables()) {
                            problems.accept("account " + state.accountId() + ": disputed " + state.disputed()
                                    + " (expected: <= the receivables, " + state.receivables() + ")");
                        }
                    } catch (IllegalStateException contradiction) {
                        problems.accept(contradiction.getMessage());
                    } catch (IllegalArgumentException garbled) {
                        problems.accept("account " + rows.getString(1) + ": " + garbled.getMessage());
                    }
                }
            }
        }
        return count;
    }

    /** I4: each account's decisions form an unbroken chain up to the head in its row. Gives the decisions counted. */
    public long chains() throws SQLException {
        boolean cut = hasCut();
        long count = 0;
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT d.decision_id, a.account_id, d.facts, d.body, d.log_sequence, d.previous_hash, d.log_hash, a.log_sequence, a.log_hash
                FROM account a LEFT JOIN decision d USING (account_id) ORDER BY a.account_id, d.log_sequence""")) {
            statement.setFetchSize(FETCH);
            Chain chain = new Chain("", 0, HashChain.START, 0, HashChain.START);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (!rows.getString(2).equals(chain.accountId)) {
                        end(chain);
                        chain = new Chain(rows.getString(2), 0, HashChain.START, rows.getLong(8), rows.getBytes(9));
                    }
                    if (rows.getObject(1, UUID.class) == null) {
                        // Without decisions, or all of them are past retention.
                        chain = cut ? chain.endedBefore() : chain;
                        continue;
                    }
                    count++;
                    chain = link(chain, PostgresLedger.storedDecision(rows), cut);
                }
            }
            end(chain);
        }
        orphans();
        return count;
    }

    /** A chain as far as it was followed, and the head that it must reach. */
    private record Chain(String accountId, long sequence, byte[] hash, long headSequence, byte[] headHash) {
        Chain endedBefore() {
            return new Chain(accountId, headSequence, headHash, headSequence, headHash);
        }
    }

    private Chain link(Chain chain, StoredDecision decision, boolean cut) {
        String name = "decision " + decision.id() + " of account " + chain.accountId;
        boolean firstAfterCut = cut && chain.sequence == 0;
        if (!firstAfterCut && decision.logSequence() != chain.sequence + 1) {
            problems.accept(name + ": place " + decision.logSequence() + " in the log (expected: "
                    + (chain.sequence + 1) + ")");
        }
        if (!firstAfterCut && !Arrays.equals(decision.previousHash(), chain.hash)) {
            problems.accept(name + ": does not follow the decision before it");
        }
        if (!decision.isIntact()) {
            problems.accept(name + ": was changed after it was made");
        }
        return new Chain(
                chain.accountId, decision.logSequence(), decision.logHash(), chain.headSequence, chain.headHash);
    }

    private void end(Chain chain) {
        if (chain.sequence != chain.headSequence || !Arrays.equals(chain.hash, chain.headHash)) {
            problems.accept("account " + chain.accountId + ": its log ends at place " + chain.sequence + " (expected: "
                    + chain.headSequence + ", with the hash in the account's row)");
        }
    }

    private void orphans() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT count(*) FROM decision d WHERE NOT EXISTS (SELECT FROM account a WHERE a.account_id = d.account_id)");
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            if (rows.getLong(1) > 0) {
                problems.accept(rows.getLong(1) + " decisions are of accounts that don't exist");
            }
        }
    }

    /** Each stored version of each account's facts is what its hash says. Gives the versions counted. */
    public long facts() throws SQLException {
        long count = 0;
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT account_id, facts_version, content_hash = sha256(content) FROM account_facts""")) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    count++;
                    if (!rows.getBoolean(3)) {
                        problems.accept("facts of account " + rows.getString(1) + " in version " + rows.getLong(2)
                                + " were changed after they were stored");
                    }
                }
            }
        }
        return count;
    }

    /** I2: each request that made a decision has it in the log, once. Gives the requests counted. */
    public long requests() throws SQLException {
        boolean cut = hasCut();
        try (PreparedStatement statement = connection.prepareStatement("""
                        SELECT count(*), count(*) FILTER (WHERE r.response IS NULL AND d.decision_id IS NULL)
                        FROM request r LEFT JOIN decision d USING (decision_id)""");
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            if (!cut && rows.getLong(2) > 0) {
                problems.accept(rows.getLong(2) + " requests were answered by decisions that are not in the log");
            }
            return rows.getLong(1);
        }
    }

    /** The feed: its blocks follow each other without a gap, and each event that it has come to stands in it once. */
    public void feed() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                        SELECT (SELECT count(*) FROM (SELECT first_sequence, lag(last_sequence) OVER (ORDER BY last_sequence) AS before FROM feed_block) block
                                WHERE first_sequence <> before + 1),
                            coalesce((SELECT max(last_sequence) FROM feed_block), 0) <> (SELECT last_sequence FROM feed_end)
                        """);
                ResultSet row = statement.executeQuery()) {
            row.next();
            if (row.getLong(1) > 0 || row.getBoolean(2)) {
                problems.accept("the feed's blocks don't follow each other up to its end");
            }
        }
        try (PreparedStatement statement = connection.prepareStatement("""
                        SELECT count(*) FILTER (WHERE places > 1 OR events = 0 AND places > 0),
                            count(*) FILTER (WHERE places = 0 AND events > 0 AND NOT EXISTS (SELECT FROM feed_end, unnest(gap_from, gap_to) gap (low, high) WHERE journal_id BETWEEN low AND high)),
                            sum(CASE WHEN places > 0 THEN events END), (SELECT sum(last_sequence - first_sequence + 1) FROM feed_block),
                            (SELECT min(first_sequence) FROM feed_block)
                        FROM (
                            SELECT journal_id, sum(events) AS events, sum(places) AS places FROM (
                                SELECT journal_id, cardinality(events) AS events, 0 AS places FROM journal, feed_end WHERE journal_id <= seen_through
                                UNION ALL
                                SELECT unnest(journal_ids), 0, 1 FROM feed_block) both_sides
                            GROUP BY journal_id) journal_row""");
                ResultSet row = statement.executeQuery()) {
            row.next();
            if (row.getLong(1) > 0) {
                problems.accept(row.getLong(1) + " journal rows stand in the feed more than once, or have no events");
            }
            if (row.getLong(2) > 0 && row.getLong(5) <= 1) {
                problems.accept(row.getLong(2) + " journal rows with events are missing in the feed");
            }
            if (row.getLong(3) != row.getLong(4)) {
                problems.accept("the feed counts " + row.getLong(4) + " events (expected: " + row.getLong(3)
                        + ", those of its journal rows)");
            }
        }
    }

    private boolean hasCut() throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT EXISTS (SELECT FROM decision_retention)");
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getBoolean(1);
        }
    }
}
