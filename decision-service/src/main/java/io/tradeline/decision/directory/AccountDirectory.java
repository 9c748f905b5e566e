package io.tradeline.decision.directory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tradeline.proto.accounts.v1.Account;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The facts of accounts in memory, at most so many; the least used are read again when they are needed.
 *
 * <p>Nothing tells this replica when another one stores newer facts. It doesn't need to know: each commit reads the versions under its locks, and decides
 * again with newer facts where it finds some (see {@link #forget}).
 */
public final class AccountDirectory {

    /** A company's deepest level. */
    public static final int MAX_DEPTH = 8;

    private final Cache<String, AccountEntry> entries;

    public AccountDirectory(long mostAccounts) {
        // Upkeep is done by whoever reads or writes: waking another thread for it would cost more than it does.
        entries = Caffeine.newBuilder()
                .maximumSize(mostAccounts)
                .executor(Runnable::run)
                .build();
    }

    /** The account and all above it, if all of them are in memory. */
    public @Nullable AccountPath path(String accountId) {
        return path(accountId, Map.of());
    }

    /**
     * The accounts and all above them, from memory or else from the store, by account. An account that is not in the result doesn't exist.
     */
    public Map<String, AccountPath> paths(Connection connection, Collection<String> accountIds) throws SQLException {
        Map<String, AccountPath> paths = new HashMap<>();
        Set<String> missing = new TreeSet<>();
        for (String id : accountIds) {
            AccountPath path = path(id);
            if (path == null) {
                missing.add(id);
            } else {
                paths.put(id, path);
            }
        }
        if (!missing.isEmpty()) {
            // What was read just now is used even if memory is too small to keep it.
            Map<String, AccountEntry> read = read(connection, missing);
            for (String id : missing) {
                AccountPath path = path(id, read);
                if (path != null) {
                    paths.put(id, path);
                }
            }
        }
        return paths;
    }

    /** The same from the store alone: as they are at this moment, whatever memory has. */
    public Map<String, AccountPath> stored(Connection connection, Collection<String> accountIds) throws SQLException {
        Map<String, AccountPath> paths = new HashMap<>();
        if (accountIds.isEmpty()) {
            return paths;
        }
        Map<String, AccountEntry> read = read(connection, Set.copyOf(accountIds));
        for (String id : accountIds) {
            AccountPath path = read.containsKey(id) ? path(id, read) : null;
            if (path != null) {
                paths.put(id, path);
            }
        }
        return paths;
    }

    private @Nullable AccountPath path(String accountId, Map<String, AccountEntry> read) {
        List<AccountEntry> path = new ArrayList<>(3);
        int holder = -1;
        String id = accountId;
        while (!id.isEmpty()) {
            AccountEntry entry = read.get(id);
            if (entry == null) {
                entry = entries.getIfPresent(id);
            }
            if (entry == null) {
                return null;
            }
            if (path.size() == MAX_DEPTH) {
                throw new IllegalStateException("hierarchy above " + accountId + " is deeper than " + MAX_DEPTH);
            }
            path.add(entry);
            if (holder < 0 && entry.holdsCredit()) {
                holder = path.size() - 1;
            }
            id = entry.parentId();
        }
        return path.isEmpty() ? null : new AccountPath(path, holder);
    }

    private Map<String, AccountEntry> read(Connection connection, Set<String> accountIds) throws SQLException {
        Map<String, AccountEntry> read = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                WITH RECURSIVE above AS (
                    SELECT account_id, parent_account_id, facts_version, 1 AS depth FROM account WHERE account_id = ANY (?)
                    UNION
                    SELECT a.account_id, a.parent_account_id, a.facts_version, depth + 1
                    FROM account a JOIN above b ON a.account_id = b.parent_account_id WHERE depth < 9
                )
                SELECT f.content, f.content_hash FROM (SELECT DISTINCT account_id, facts_version FROM above) a
                JOIN account_facts f USING (account_id, facts_version)
                """)) {
            statement.setArray(1, connection.createArrayOf("text", accountIds.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    AccountEntry entry = Stored.in(rows).entry();
                    read.put(entry.id(), entry);
                    keep(entry);
                }
            }
        }
        return read;
    }

    /** Remembers facts that have just been read or stored, unless newer ones are known. */
    public void keep(AccountEntry entry) {
        entries.asMap().merge(entry.id(), entry, (old, fresh) -> old.version() >= fresh.version() ? old : fresh);
    }

    /** Drops facts that a commit found to be out of date. */
    public void forget(Collection<String> accountIds) {
        entries.invalidateAll(accountIds);
    }

    /** Accounts in memory, about. */
    public long size() {
        return entries.estimatedSize();
    }

    /** The facts as they were at given versions, for replay; by account. */
    public static Map<String, AccountEntry> loadVersions(Connection connection, Map<String, Long> versions)
            throws SQLException {
        Map<String, AccountEntry> found = new HashMap<>();
        for (Stored stored : stored(connection, versions)) {
            found.put(stored.account().getAccountId(), stored.entry());
        }
        return found;
    }

    /** The same as their owner pushed them; by account. */
    public static Map<String, Account> pushedVersions(Connection connection, Map<String, Long> versions)
            throws SQLException {
        Map<String, Account> found = new HashMap<>();
        for (Stored stored : stored(connection, versions)) {
            found.put(stored.account().getAccountId(), stored.account());
        }
        return found;
    }

    /** A row of facts: content and hash. */
    private record Stored(Account account, ByteString hash) {

        static Stored in(ResultSet row) throws SQLException {
            try {
                return new Stored(Account.parseFrom(row.getBytes(1)), ByteString.copyFrom(row.getBytes(2)));
            } catch (InvalidProtocolBufferException unreadable) {
                throw new SQLException("facts of an account can't be read", unreadable);
            }
        }

        AccountEntry entry() {
            return AccountMapper.entry(account, hash);
        }
    }

    private static List<Stored> stored(Connection connection, Map<String, Long> versions) throws SQLException {
        List<Stored> found = new ArrayList<>(versions.size());
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT f.content, f.content_hash FROM unnest(?, ?) v(account_id, facts_version) JOIN account_facts f USING (account_id, facts_version)")) {
            statement.setArray(
                    1, connection.createArrayOf("text", versions.keySet().toArray()));
            statement.setArray(
                    2, connection.createArrayOf("bigint", versions.values().toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(Stored.in(rows));
                }
            }
        }
        return found;
    }
}
