package io.tradeline.decision.accounts;

import io.tradeline.decision.directory.AccountDirectory;
import io.tradeline.decision.ledger.RowArray;
import io.tradeline.decision.ledger.RowStatement;
import io.tradeline.decision.rpc.Times;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.feed.v1.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Stream;

/** The SQL of accounts' facts, on a connection that someone else commits. */
final class AccountStore {

    private final Connection connection;

    AccountStore(Connection connection) {
        this.connection = connection;
    }

    /**
     * What matters of a stored account when newer facts of it, or of one below, arrive.
     *
     * @param parentId empty for a head
     * @param hasExposure whether any figure is not zero
     * @param isShared whether another account uses its credit, or it uses another's
     */
    record Row(
            String parentId,
            String creditAccountId,
            long factsVersion,
            String currency,
            boolean hasExposure,
            boolean isShared,
            byte[] contentHash) {

        boolean bindsCurrency() {
            return hasExposure || isShared;
        }

        /** Whether its exposure, or the tree below it, has to move along. */
        boolean movesTo(Account account, String newCreditAccountId) {
            return !newCreditAccountId.equals(creditAccountId)
                    || !account.getParentAccountId().equals(parentId);
        }
    }

    /** Facts to be stored. */
    record NewFacts(
            String accountId,
            String parentId,
            String creditAccountId,
            long version,
            String currency,
            byte[] content,
            byte[] contentHash) {}

    private static final String SELECT = """
            SELECT a.account_id, coalesce(a.parent_account_id, ''), a.credit_account_id, a.facts_version, a.currency,
                   a.reserved_minor + a.receivables_minor + a.disputed_minor + a.unapplied_minor > 0,
                   a.credit_account_id <> a.account_id OR EXISTS (SELECT FROM account c WHERE c.parent_account_id = a.account_id AND c.credit_account_id <> c.account_id),
                   (SELECT f.content_hash FROM account_facts f WHERE f.account_id = a.account_id AND f.facts_version = a.facts_version)
            FROM account a WHERE a.account_id = ANY (?)""";

    /** Locks accounts, in the order of their ids, and reads them. */
    Map<String, Row> lock(SortedSet<String> accountIds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT FROM account WHERE account_id = ANY (?) ORDER BY account_id FOR UPDATE")) {
            statement.setArray(1, connection.createArrayOf("text", accountIds.toArray()));
            statement.executeQuery().close();
        }
        return read(accountIds);
    }

    /** The parents that accounts name, and all above them. */
    Map<String, Row> above(List<Account> accounts) throws SQLException {
        return upwards(accounts.stream().map(Account::getParentAccountId).filter(id -> !id.isEmpty()));
    }

    /** Accounts as they are stored, the parents that they name, and all above both. */
    Map<String, Row> withAllAbove(List<Account> accounts) throws SQLException {
        return upwards(accounts.stream()
                .flatMap(account -> Stream.of(account.getAccountId(), account.getParentAccountId()))
                .filter(id -> !id.isEmpty()));
    }

    private Map<String, Row> upwards(Stream<String> from) throws SQLException {
        Map<String, Row> above = new HashMap<>();
        Collection<String> wanted = from.distinct().toList();
        for (int level = 0; level <= AccountDirectory.MAX_DEPTH && !wanted.isEmpty(); level++) {
            Map<String, Row> found = read(wanted);
            above.putAll(found);
            wanted = found.values().stream()
                    .map(Row::parentId)
                    .filter(id -> !id.isEmpty() && !above.containsKey(id))
                    .distinct()
                    .toList();
        }
        return above;
    }

    /** Levels of the tree that an account is the head of: 1 when nothing lies below it. */
    int height(String accountId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                WITH RECURSIVE below AS (
                    SELECT account_id, 1 AS depth FROM account WHERE account_id = ?
                    UNION ALL
                    SELECT a.account_id, depth + 1 FROM account a JOIN below ON a.parent_account_id = below.account_id WHERE depth < 9
                )
                SELECT coalesce(max(depth), 1) FROM below""")) {
            statement.setString(1, accountId);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    /** Stores facts and makes them the current ones. The version of the exposure grows too, so that cached copies are seen to be old. */
    void store(List<NewFacts> newFacts, long nowMilli) throws SQLException {
        if (newFacts.isEmpty()) {
            return;
        }
        // In the order of the ids, so that two transactions that add the same accounts wait for each other instead of
        // blocking each other.
        List<NewFacts> facts = newFacts.stream()
                .sorted(java.util.Comparator.comparing(NewFacts::accountId))
                .toList();
        RowArray contents = new RowArray("new_account_facts", 5);
        RowArray places = new RowArray("account_place", 5);
        for (NewFacts fact : facts) {
            contents.row()
                    .text(fact.accountId())
                    .bigint(fact.version())
                    .bytes(fact.content())
                    .bytes(fact.contentHash())
                    .time(nowMilli);
            places.row()
                    .text(fact.accountId())
                    .text(fact.parentId())
                    .text(fact.creditAccountId())
                    .bigint(fact.version())
                    .text(fact.currency());
        }
        new RowStatement()
                .add("""
                        INSERT INTO account_facts (account_id, facts_version, content, content_hash, stored_at)
                        SELECT account_id, facts_version, content, content_hash, stored_at FROM unnest(?)""", contents)
                .add("""
                        INSERT INTO account (account_id, parent_account_id, credit_account_id, facts_version, currency)
                        SELECT account_id, nullif(parent_account_id, ''), credit_account_id, facts_version, currency FROM unnest(?)
                        ON CONFLICT (account_id) DO UPDATE SET parent_account_id = excluded.parent_account_id, credit_account_id = excluded.credit_account_id,
                            facts_version = excluded.facts_version, currency = excluded.currency, exposure_version = account.exposure_version + 1
                        WHERE account.facts_version < excluded.facts_version""", places)
                .add(
                        "INSERT INTO journal (events) VALUES (?)",
                        facts.stream()
                                .map(fact -> changed(fact, nowMilli).toByteArray())
                                .toArray(byte[][]::new))
                .execute(connection);
    }

    private static Event changed(NewFacts fact, long nowMilli) {
        return Event.newBuilder()
                .setKind(Event.Kind.KIND_ACCOUNT_CHANGED)
                .setAccountId(fact.accountId())
                .setSubject(Long.toString(fact.version()))
                .setOccurredAt(Times.timestamp(nowMilli))
                .build();
    }

    private Map<String, Row> read(Collection<String> accountIds) throws SQLException {
        Map<String, Row> rows = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
            statement.setArray(1, connection.createArrayOf("text", accountIds.toArray()));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.put(
                            found.getString(1),
                            new Row(
                                    found.getString(2),
                                    found.getString(3),
                                    found.getLong(4),
                                    found.getString(5),
                                    found.getBoolean(6),
                                    found.getBoolean(7),
                                    found.getBytes(8)));
                }
            }
        }
        return rows;
    }
}
