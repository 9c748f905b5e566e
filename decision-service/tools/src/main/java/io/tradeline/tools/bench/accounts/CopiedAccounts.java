package io.tradeline.tools.bench.accounts;

import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.bench.orders.BenchAccounts;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;

/**
 * Accounts put straight into a decision service's tables, as Accounts.Upsert stores them; only the feed is not told. The first company is to be stored by the service: it is the
 * measure of what is copied.
 */
public final class CopiedAccounts {
    private static final int FIRST_COMPANY = BenchAccounts.COMPANY;
    private static final String ACCOUNT_COLUMNS =
            " (account_id, parent_account_id, credit_account_id, facts_version, currency)";
    private static final String FACTS_COLUMNS = " (account_id, facts_version, content, content_hash, stored_at)";

    private final Connection connection;
    private final Instant now;

    /**
     * @param connection to a database in which {@code account} and {@code account_facts} are found without the name of a schema
     * @param now when the facts are said to have been stored
     */
    public CopiedAccounts(Connection connection, Instant now) {
        this.connection = connection;
        this.now = now;
    }

    /**
     * Puts all accounts but those of the first company into the tables.
     *
     * @throws CommandException when the first company, copied in the same way, would differ from what the service has stored
     */
    public void load(BenchAccounts accounts) throws SQLException, IOException {
        requireLikeUpserted();
        copy("account", "account_facts", FIRST_COMPANY, accounts.count());
        try (Statement statement = connection.createStatement()) {
            statement.execute("VACUUM (FREEZE, ANALYZE) account, account_facts");
        }
    }

    /** Copies the first company into tables that are made alike, and compares every column but the time of storing. */
    private void requireLikeUpserted() throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE copied_account (LIKE account INCLUDING DEFAULTS)");
            statement.execute("CREATE TEMP TABLE copied_facts (LIKE account_facts INCLUDING DEFAULTS)");
            copy("copied_account", "copied_facts", 0, FIRST_COMPANY);
            statement.execute("UPDATE copied_facts c SET stored_at = f.stored_at FROM account_facts f"
                    + " WHERE (f.account_id, f.facts_version) = (c.account_id, c.facts_version)");
            requireEqual(statement, "account", "copied_account");
            requireEqual(statement, "account_facts", "copied_facts");
            statement.execute("DROP TABLE copied_account, copied_facts");
        }
    }

    private static void requireEqual(Statement statement, String stored, String copied) throws SQLException {
        String different = "SELECT account_id FROM (TABLE %1$s EXCEPT TABLE %2$s) a"
                + " UNION SELECT account_id FROM (TABLE %2$s EXCEPT TABLE %1$s) b ORDER BY 1 LIMIT 1";
        try (ResultSet found = statement.executeQuery(different.formatted(stored, copied))) {
            if (found.next()) {
                throw CommandException.failed("the row of " + found.getString(1) + " in " + stored
                        + " would not be copied as the service stores it (expected: byte for byte)");
            }
        }
    }

    private void copy(String accountTable, String factsTable, int from, int until) throws SQLException, IOException {
        try (BinaryCopy rows = new BinaryCopy(connection, accountTable + ACCOUNT_COLUMNS)) {
            for (int account = from; account < until; account++) {
                Account facts = BenchAccounts.facts(account);
                String parent = facts.getParentAccountId();
                rows.row(5)
                        .text(facts.getAccountId())
                        .text(parent.isEmpty() ? null : parent)
                        .text(BenchAccounts.headId(account))
                        .bigint(facts.getVersion())
                        .text(facts.getCurrencyCode());
            }
            rows.finish();
        }
        MessageDigest sha256 = sha256();
        try (BinaryCopy rows = new BinaryCopy(connection, factsTable + FACTS_COLUMNS)) {
            for (int account = from; account < until; account++) {
                Account facts = BenchAccounts.facts(account);
                byte[] content = facts.toByteArray();
                rows.row(5)
                        .text(facts.getAccountId())
                        .bigint(facts.getVersion())
                        .bytes(content)
                        .bytes(sha256.digest(content))
                        .time(now);
            }
            rows.finish();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
