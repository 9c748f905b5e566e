package io.tradeline.decision.ledger;

import io.tradeline.decision.directory.AccountDirectory;
import io.tradeline.decision.directory.AccountEntry;
import io.tradeline.decision.directory.AccountPath;
import io.tradeline.decision.exposure.ExposureCache;
import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.rules.release.Release;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
     * other.
     */
    public Optional<WorkingSet> cached(Release release, String accountId, long clockMilli) {
        AccountPath path = directory.path(accountId);
        if (path == null) {
            return Optional.empty();
        }
        List<ExposureCache.Key> keys = path.creditNodes().stream()
                .map(entry -> new ExposureCache.Key(path.holder().id(), entry.id()))
                .toList();
        Map<String, NodeRow> copies = cache.read(keys);
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
    public WorkingSet stored(Release release, String accountId, long clockMilli) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            // One snapshot for facts and figures.
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            try {
                directory.forget(outdated(connection, accountId));
                AccountPath path =
                        directory.paths(connection, List.of(accountId)).get(accountId);
                if (path == null) {
                    throw Refusals.unknown("account", accountId);
                }
                Map<String, NodeRow> rows = PostgresLedger.readNodes(
                        connection,
                        path.creditNodes().stream().map(AccountEntry::id).toList());
                return new WorkingSet(release, Map.of(accountId, path), rows.values(), clockMilli);
            } finally {
                connection.rollback();
                connection.setReadOnly(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(true);
            }
        }
    }

    /** Accounts on the path in memory whose stored facts are of another version. */
    private List<String> outdated(Connection connection, String accountId) throws SQLException {
        AccountPath path = directory.path(accountId);
        if (path == null) {
            return List.of();
        }
        Map<String, Long> versions = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT account_id, facts_version FROM account WHERE account_id = ANY (?)")) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text",
                            path.entries().stream().map(AccountEntry::id).toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    versions.put(rows.getString(1), rows.getLong(2));
                }
            }
        }
        return path.entries().stream()
                .filter(entry -> !Long.valueOf(entry.version()).equals(versions.get(entry.id())))
                .map(AccountEntry::id)
                .toList();
    }

    public Optional<StoredDecision> decision(UUID id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Optional.ofNullable(
                    PostgresLedger.readDecisions(connection, List.of(id)).get(id));
        }
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
     * @param accountId null: of all accounts
     * @param outcome null: any
     * @param below only ids below this one
     * @param from only ids from this one on
     */
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
