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
import java.util.function.Function;
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

    /** With the exposure, which lies in the same row: whoever wants an account's facts is about to decide on it. */
    private static final String READ = "SELECT " + NodeRows.COLUMNS
            + ", f.content, f.content_hash FROM account JOIN account_facts f USING (account_id, facts_version) WHERE account_id = ANY (?)";

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
            Map<String, AccountEntry> read = read(connection, missing, entries::getIfPresent);
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
        Map<String, AccountEntry> read = read(connection, Set.copyOf(accountIds), none -> null);
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

    /**
     * The accounts and all above them, level by level: one statement for most accounts, as the heads of companies are in memory long before all of their branches are.
     *
     * @param known accounts above that need not be read
     */
    private Map<String, AccountEntry> read(
            Connection connection, Set<String> accountIds, Function<String, @Nullable AccountEntry> known)
            throws SQLException {
        Map<String, AccountEntry> found = new HashMap<>();
        Set<String> missing = accountIds;
        while (!missing.isEmpty()) {
            Set<String> above = new TreeSet<>();
            for (AccountEntry entry : readLevel(connection, missing)) {
                found.put(entry.id(), entry);
                above.add(entry.parentId());
            }
            missing = missing(above, known, found);
        }
        return found;
    }

    /** Which of the accounts, or of those above them, are neither found nor known. What is known is found from then on: it may be dropped from memory at any moment. */
    private static Set<String> missing(
            Set<String> accountIds, Function<String, @Nullable AccountEntry> known, Map<String, AccountEntry> found) {
        Set<String> missing = new TreeSet<>();
        for (String accountId : accountIds) {
            String id = accountId;
            while (!id.isEmpty() && !found.containsKey(id)) {
                AccountEntry entry = known.apply(id);
                if (entry == null) {
                    missing.add(id);
                    break;
                }
                found.put(id, entry);
                id = entry.parentId();
            }
        }
        return missing;
    }

    private List<AccountEntry> readLevel(Connection connection, Set<String> accountIds) throws SQLException {
        List<AccountEntry> level = new ArrayList<>(accountIds.size());
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setArray(1, connection.createArrayOf("text", accountIds.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    AccountEntry entry = Stored.in(rows, NodeRows.COUNT + 1).entry();
                    entry.exposure().update(NodeRows.read(rows));
                    level.add(keep(entry));
                }
            }
        }
        return level;
    }

    /** Remembers facts that have just been read or stored, unless newer ones are known. Gives those that are remembered. */
    public AccountEntry keep(AccountEntry entry) {
        return entries.asMap().merge(entry.id(), entry, (old, fresh) -> old.version() >= fresh.version() ? old : fresh);
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

        /** @param first column */
        static Stored in(ResultSet row, int first) throws SQLException {
            try {
                return new Stored(Account.parseFrom(row.getBytes(first)), ByteString.copyFrom(row.getBytes(first + 1)));
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
                    found.add(Stored.in(rows, 1));
                }
            }
        }
        return found;
    }
}
