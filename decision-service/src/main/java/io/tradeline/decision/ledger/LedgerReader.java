package io.tradeline.decision.ledger;

import io.tradeline.decision.access.AccountReach;
import io.tradeline.decision.directory.AccountDirectory;
import io.tradeline.decision.directory.AccountEntry;
import io.tradeline.decision.directory.AccountPath;
import io.tradeline.decision.exposure.ExposureCache;
import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.tracing.CallTrace;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.rules.release.Release;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Looks at the ledger without changing it. */
public final class LedgerReader {

    private final DataSource dataSource;
    private final AccountDirectory directory;
    private final ExposureCache cache;

    public LedgerReader(DataSource dataSource, AccountDirectory directory, ExposureCache cache) {
        this.dataSource = dataSource;
        this.directory = directory;
        this.cache = cache;
    }

    /**
     * The account and its exposure from copies, the cache's or this replica's own, whichever is newer; empty when they, or its facts, are not at hand or don't fit each
     * other. For callers who see every account: copies don't tell where an account stands now.
     */
    public Optional<WorkingSet> cached(Release release, String accountId, long clockMilli) {
        AccountPath path = directory.path(accountId);
        if (path == null) {
            return Optional.empty();
        }
        List<ExposureCache.Key> keys = path.creditNodes().stream()
                .map(entry -> new ExposureCache.Key(path.holder().id(), entry.id()))
                .toList();
        CallTrace trace = CallTrace.current();
        long began = trace.now();
        Map<String, NodeRow> copies = cache.read(keys);
        trace.redis(began, keys.size(), copies.size());
        List<NodeRow> rows = new ArrayList<>(keys.size());
        for (AccountEntry entry : path.creditNodes()) {
            NodeRow row = newer(copies.get(entry.id()), entry.exposure().row());
            if (row == null || row.factsVersion() != entry.version()) {
                return Optional.empty();
            }
            rows.add(row);
        }
        try {
            return Optional.of(new WorkingSet(release, Map.of(accountId, path), rows, clockMilli));
        } catch (IllegalStateException | IllegalArgumentException contradiction) {
            return Optional.empty();
        }
    }

    private static @Nullable NodeRow newer(@Nullable NodeRow copy, @Nullable NodeRow latest) {
        // Without a word from the cache nothing tells whether another replica has been here since.
        return copy != null && latest != null && latest.version() > copy.version() ? latest : copy;
    }

    /**
     * The account and its exposure from the ledger.
     *
     * @throws io.grpc.StatusRuntimeException NOT_FOUND
     */
    public WorkingSet stored(Release release, String accountId, AccountReach reach, long clockMilli)
            throws SQLException {
        return snapshot(connection -> stored(connection, release, List.of(accountId), reach, clockMilli));
    }

    /**
     * Accounts and their exposure from the ledger, on a connection that the caller has.
     *
     * @param connection in auto-commit mode
     * @throws io.grpc.StatusRuntimeException NOT_FOUND
     */
    public WorkingSet storedOn(
            Connection connection, Release release, List<String> accountIds, AccountReach reach, long clockMilli)
            throws SQLException {
        return snapshot(connection, open -> stored(open, release, accountIds, reach, clockMilli));
    }

    /**
     * Accounts below another one, in order of their ids, with their exposure.
     *
     * @param accountIds of the page
     * @param more whether there are others behind it
     */
    public record Below(List<String> accountIds, WorkingSet set, boolean more) {}

    /**
     * The accounts below another one, whosever credit they use, and their exposure from the ledger.
     *
     * @param after only ids behind this one
     */
    public Below below(Release release, String accountId, String after, int most, AccountReach reach, long clockMilli)
            throws SQLException {
        return snapshot(connection -> {
            List<String> found = below(connection, accountId, after, most + 1);
            List<String> page = found.subList(0, Math.min(most, found.size()));
            return new Below(page, stored(connection, release, page, reach, clockMilli), found.size() > most);
        });
    }

    private interface Look<T> {
        T at(Connection connection) throws SQLException;
    }

    /** One look at facts and figures, as they were at one moment. */
    private <T> T snapshot(Look<T> look) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return snapshot(connection, look);
        }
    }

    private static <T> T snapshot(Connection connection, Look<T> look) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        try {
            return look.at(connection);
        } finally {
            connection.rollback();
            connection.setReadOnly(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(true);
        }
    }

    private WorkingSet stored(
            Connection connection, Release release, List<String> accountIds, AccountReach reach, long clockMilli)
            throws SQLException {
        directory.forget(outdated(connection, accountIds));
        Map<String, AccountPath> paths = directory.paths(connection, accountIds);
        for (String id : accountIds) {
            AccountPath path = paths.get(id);
            if (path == null || !reach.sees(path)) {
                throw Refusals.unknown("account", id);
            }
        }
        Map<String, NodeRow> rows = PostgresLedger.readNodes(
                connection,
                paths.values().stream()
                        .flatMap(path -> path.creditNodes().stream())
                        .map(AccountEntry::id)
                        .distinct()
                        .toList());
        return new WorkingSet(release, paths, rows.values(), clockMilli);
    }

    private static List<String> below(Connection connection, String accountId, String after, int most)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                WITH RECURSIVE below AS (
                    SELECT account_id, 1 AS depth FROM account WHERE parent_account_id = ?
                    UNION ALL
                    SELECT a.account_id, depth + 1 FROM account a JOIN below b ON a.parent_account_id = b.account_id WHERE depth < 9
                )
                SELECT account_id FROM below WHERE account_id > ? ORDER BY account_id LIMIT ?""")) {
            statement.setString(1, accountId);
            statement.setString(2, after);
            statement.setInt(3, most);
            List<String> ids = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
            return ids;
        }
    }

    /** Accounts on the paths in memory whose stored facts are of another version. */
    private List<String> outdated(Connection connection, List<String> accountIds) throws SQLException {
        Map<String, Long> known = new HashMap<>();
        for (String id : accountIds) {
            AccountPath path = directory.path(id);
            if (path != null) {
                path.entries().forEach(entry -> known.put(entry.id(), entry.version()));
            }
        }
        if (known.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT account_id, facts_version FROM account WHERE account_id = ANY (?)")) {
            statement.setArray(
                    1, connection.createArrayOf("text", known.keySet().toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    known.remove(rows.getString(1), rows.getLong(2));
                }
            }
        }
        return List.copyOf(known.keySet());
    }

    /** A decision on an account within reach. */
    public Optional<StoredDecision> decision(UUID id, AccountReach reach) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            StoredDecision decision =
                    PostgresLedger.readDecisions(connection, List.of(id)).get(id);
            return decision == null || !isSeen(connection, decision.accountId(), reach)
                    ? Optional.empty()
                    : Optional.of(decision);
        }
    }

    /** Those of some accounts that are within reach, as the store has them at this moment. */
    public Set<String> seen(Collection<String> accountIds, AccountReach reach) throws SQLException {
        if (reach.isEverything()) {
            return Set.copyOf(accountIds);
        }
        try (Connection connection = dataSource.getConnection()) {
            return seen(connection, accountIds, reach);
        }
    }

    private Set<String> seen(Connection connection, Collection<String> accountIds, AccountReach reach)
            throws SQLException {
        Set<String> seen = new HashSet<>();
        directory.stored(connection, accountIds).forEach((id, path) -> {
            if (reach.sees(path)) {
                seen.add(id);
            }
        });
        return seen;
    }

    private boolean isSeen(Connection connection, String accountId, AccountReach reach) throws SQLException {
        return reach.isEverything()
                || !seen(connection, List.of(accountId), reach).isEmpty();
    }

    public Optional<OrderAuthorization> authorization(UUID id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Optional.ofNullable(
                    PostgresLedger.readAuthorizations(connection, List.of(id)).get(id));
        }
    }

    /**
     * The accounts of a decision with the facts that it used.
     *
     * @param factsVersions by account, the ordering one first
     */
    public AccountPath pathAsOf(Map<String, Long> factsVersions) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            List<AccountEntry> entries =
                    inOrder(factsVersions, AccountDirectory.loadVersions(connection, factsVersions));
            int holder = -1;
            for (int i = 0; i < entries.size() && holder < 0; i++) {
                holder = entries.get(i).holdsCredit() ? i : -1;
            }
            return new AccountPath(entries, holder);
        }
    }

    /** The same as their owner pushed them. */
    public List<Account> accountsAsOf(Map<String, Long> factsVersions) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return inOrder(factsVersions, AccountDirectory.pushedVersions(connection, factsVersions));
        }
    }

    private static <F> List<F> inOrder(Map<String, Long> factsVersions, Map<String, F> found) {
        List<F> ordered = new ArrayList<>(factsVersions.size());
        factsVersions.forEach((id, version) -> {
            F facts = found.get(id);
            if (facts == null) {
                throw new IllegalStateException("facts of account " + id + " in version " + version + " are missing");
            }
            ordered.add(facts);
        });
        return ordered;
    }

    /**
     * Decisions, the newest first.
     *
     * @param accountId null: of all accounts within reach
     * @param outcome null: any
     * @param below only ids below this one
     * @param from only ids from this one on
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT when an account has to be named, because too many are within a reach that is not everything
     */
    public List<StoredDecision> list(
            @Nullable String accountId, @Nullable Outcome outcome, UUID from, UUID below, int most, AccountReach reach)
            throws SQLException {
        if (reach.isEverything()) {
            return list(accountId, outcome, from, below, most);
        }
        try (Connection connection = dataSource.getConnection()) {
            if (accountId == null) {
                List<UUID> ids = DecisionsWithin.newest(connection, reach.heads(), outcome, from, below, most);
                Map<UUID, StoredDecision> found = PostgresLedger.readDecisions(connection, ids);
                return ids.stream().map(found::get).filter(Objects::nonNull).toList();
            }
            if (!isSeen(connection, accountId, reach)) {
                return List.of();
            }
        }
        return list(accountId, outcome, from, below, most);
    }

    /** Decisions of one account, or of all, for whoever may see them. */
    public List<StoredDecision> list(
            @Nullable String accountId, @Nullable Outcome outcome, UUID from, UUID below, int most)
            throws SQLException {
        StringBuilder sql = new StringBuilder(
                "SELECT decision_id, account_id, facts, body, log_sequence, previous_hash, log_hash FROM decision WHERE decision_id >= ? AND decision_id < ?");
        if (accountId != null) {
            sql.append(" AND account_id = ?");
        }
        if (outcome != null) {
            sql.append(" AND outcome = ?");
            if (outcome != Outcome.OUTCOME_APPROVED) {
                // What the index says of itself.
                sql.append(" AND outcome <> " + Outcome.OUTCOME_APPROVED.getNumber());
            }
        }
        sql.append(" ORDER BY decision_id DESC LIMIT ?");
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            int parameter = 1;
            statement.setObject(parameter++, from);
            statement.setObject(parameter++, below);
            if (accountId != null) {
                statement.setString(parameter++, accountId);
            }
            if (outcome != null) {
                statement.setShort(parameter++, (short) outcome.getNumber());
            }
            statement.setInt(parameter, most);
            List<StoredDecision> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(PostgresLedger.storedDecision(rows));
                }
            }
            return found;
        }
    }
}
