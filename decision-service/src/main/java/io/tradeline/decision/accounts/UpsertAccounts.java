package io.tradeline.decision.accounts;

import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest.FieldViolation;
import io.grpc.StatusRuntimeException;
import io.tradeline.decision.access.AccountReach;
import io.tradeline.decision.directory.AccountDirectory;
import io.tradeline.decision.directory.AccountMapper;
import io.tradeline.decision.ledger.AccountMoves;
import io.tradeline.decision.ledger.HashChain;
import io.tradeline.decision.ledger.SqlFailures;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.accounts.v1.UpsertResponse;
import io.tradeline.proto.accounts.v1.UpsertResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stores newer facts of accounts. Accounts that only change, or are new, go in one transaction; each one that moves to another place or another credit goes
 * in its own, with its exposure.
 */
final class UpsertAccounts {

    private static final int ATTEMPTS = 5;

    private final DataSource dataSource;
    private final AccountDirectory directory;
    private final Clock clock;

    UpsertAccounts(DataSource dataSource, AccountDirectory directory, Clock clock) {
        this.dataSource = dataSource;
        this.directory = directory;
        this.clock = clock;
    }

    /** @param reach what the caller sees: nothing else is touched, or told of */
    UpsertResponse upsert(UpsertRequest request, AccountReach reach) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(request, reach);
            } catch (SQLException failed) {
                if (!SqlFailures.isConflict(failed) || attempt == ATTEMPTS) {
                    throw failed;
                }
                // PostgreSQL has undone it so that another transaction could go on. What is stored already is stored
                // once.
            }
        }
    }

    private UpsertResponse once(UpsertRequest request, AccountReach reach) throws SQLException {
        UpsertResult[] results = new UpsertResult[request.getAccountsCount()];
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                List<Integer> moves = together(connection, request, reach, results);
                if (request.getValidateOnly()) {
                    connection.rollback();
                } else {
                    connection.commit();
                    remember(request, results, moves);
                    for (int index : moves) {
                        results[index] = alone(connection, request.getAccounts(index), reach);
                    }
                }
            } catch (SQLException | RuntimeException failed) {
                connection.rollback();
                throw failed;
            }
        }
        return UpsertResponse.newBuilder().addAllResults(Arrays.asList(results)).build();
    }

    /** What was stored just now will be asked for soon. */
    private void remember(UpsertRequest request, UpsertResult[] results, List<Integer> moves) {
        for (int i = 0; i < results.length; i++) {
            if (!results[i].hasError() && !moves.contains(i)) {
                Account account = request.getAccounts(i);
                directory.keep(
                        AccountMapper.entry(account, ByteString.copyFrom(HashChain.hash(account.toByteArray()))));
            }
        }
    }

    /** Stores what doesn't move; the indexes of what does are returned (with `validate_only` they are only checked). */
    private List<Integer> together(
            Connection connection, UpsertRequest request, AccountReach reach, UpsertResult[] results)
            throws SQLException {
        AccountStore store = new AccountStore(connection);
        Tree tree;
        if (reach.isEverything()) {
            Map<String, AccountStore.Row> rows = store.lock(new TreeSet<>(request.getAccountsList().stream()
                    .map(Account::getAccountId)
                    .toList()));
            tree = new Tree(store, reach, rows, store.above(request.getAccountsList()));
        } else {
            tree = new Tree(store, reach, lockWithAllAbove(connection, store, request.getAccountsList()), Map.of());
        }
        Map<String, AccountStore.NewFacts> stored = new LinkedHashMap<>();
        List<Integer> moves = new ArrayList<>(0);
        for (int i = 0; i < request.getAccountsCount(); i++) {
            Account account = request.getAccounts(i);
            AccountStore.Row before = tree.row(account.getAccountId());
            try {
                tree.requireReach(account, before);
                if (isRepetition(account, before, stored.get(account.getAccountId()))) {
                    results[i] = done(account, false);
                    continue;
                }
                String creditAccountId = tree.check(account, before);
                if (before != null && before.movesTo(account, creditAccountId)) {
                    moves.add(i);
                    results[i] = done(account, false);
                    continue;
                }
                tree.put(account, creditAccountId);
                stored.put(account.getAccountId(), facts(account, creditAccountId));
                results[i] = done(account, before == null);
            } catch (StatusRuntimeException refusal) {
                results[i] = refused(account, tree.seen(account, before), refusal);
            }
        }
        if (!request.getValidateOnly()) {
            store.store(List.copyOf(stored.values()), clock.millis());
        }
        return moves;
    }

    /** Stores an account that moves, with its exposure; again when the tree around it changed before it could be locked. */
    private UpsertResult alone(Connection connection, Account account, AccountReach reach) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            AccountStore store = new AccountStore(connection);
            AccountMoves.Neighbourhood seen =
                    AccountMoves.neighbourhood(connection, account.getAccountId(), account.getParentAccountId());
            // Up to the head of the company, so that two moves can't close a ring between them.
            Set<String> above = above(store, account, reach);
            TreeSet<String> around = new TreeSet<>(seen.accountIds());
            around.addAll(above);
            Map<String, AccountStore.Row> rows = store.lock(around);
            boolean changed = !seen.equals(AccountMoves.neighbourhood(
                            connection, account.getAccountId(), account.getParentAccountId()))
                    || !above.equals(above(store, account, reach));
            if (changed) {
                connection.rollback();
                if (attempt == ATTEMPTS) {
                    return refused(
                            account, null, Refusals.unavailable("the hierarchy around the account keeps changing"));
                }
                continue;
            }
            Tree tree = new Tree(store, reach, rows, Map.of());
            AccountStore.Row before = tree.row(account.getAccountId());
            try {
                tree.requireReach(account, before);
                if (before == null) {
                    throw Refusals.unknown("account", account.getAccountId());
                }
                if (isRepetition(account, before, null)) {
                    connection.rollback();
                    return done(account, false);
                }
                String creditAccountId = tree.check(account, before);
                AccountMoves.move(
                        connection,
                        seen,
                        account.getAccountId(),
                        before.creditAccountId(),
                        creditAccountId,
                        clock.millis());
                store.store(List.of(facts(account, creditAccountId)), clock.millis());
                connection.commit();
                directory.forget(seen.accountIds());
                return done(account, false);
            } catch (StatusRuntimeException refusal) {
                connection.rollback();
                return refused(account, tree.seen(account, before), refusal);
            }
        }
    }

    /** The accounts above the new place, and for callers who don't see every account those above the old one: that it is within reach must stay true. */
    private static Set<String> above(AccountStore store, Account account, AccountReach reach) throws SQLException {
        return (reach.isEverything() ? store.above(List.of(account)) : store.withAllAbove(List.of(account))).keySet();
    }

    /** Locks accounts and all above them, so that whether they are within reach stays true until the end of the transaction. */
    private static Map<String, AccountStore.Row> lockWithAllAbove(
            Connection connection, AccountStore store, List<Account> accounts) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            Set<String> ids = new TreeSet<>(store.withAllAbove(accounts).keySet());
            TreeSet<String> wanted = new TreeSet<>(ids);
            accounts.forEach(account -> wanted.add(account.getAccountId()));
            store.lock(wanted);
            Map<String, AccountStore.Row> locked = store.withAllAbove(accounts);
            if (ids.containsAll(locked.keySet())) {
                return locked;
            }
            // One of them came, or came under another, while they were being locked.
            connection.rollback();
            if (attempt == ATTEMPTS) {
                throw Refusals.unavailable("the hierarchy around the accounts keeps changing");
            }
        }
    }

    private static boolean isRepetition(
            Account account, AccountStore.@Nullable Row before, AccountStore.@Nullable NewFacts sameRequest) {
        byte[] hash = HashChain.hash(account.toByteArray());
        if (sameRequest != null) {
            return sameRequest.version() == account.getVersion() && Arrays.equals(sameRequest.contentHash(), hash);
        }
        return before != null
                && before.factsVersion() == account.getVersion()
                && Arrays.equals(before.contentHash(), hash);
    }

    private static AccountStore.NewFacts facts(Account account, String creditAccountId) {
        byte[] content = account.toByteArray();
        return new AccountStore.NewFacts(
                account.getAccountId(),
                account.getParentAccountId(),
                creditAccountId,
                account.getVersion(),
                account.getCurrencyCode(),
                content,
                HashChain.hash(content));
    }

    private static UpsertResult done(Account account, boolean created) {
        return UpsertResult.newBuilder()
                .setAccountId(account.getAccountId())
                .setVersion(account.getVersion())
                .setCreated(created)
                .build();
    }

    private static UpsertResult refused(
            Account account, AccountStore.@Nullable Row before, StatusRuntimeException refusal) {
        return UpsertResult.newBuilder()
                .setAccountId(account.getAccountId())
                .setVersion(before == null ? 0 : before.factsVersion())
                .setError(Refusals.status(refusal))
                .build();
    }

    /** The accounts of a request and those above them, as they will be with what was accepted so far. */
    private static final class Tree {

        private final AccountStore store;
        private final Map<String, AccountStore.Row> rows = new HashMap<>();
        private final AccountReach reach;
        private final ReachChecks checks;

        Tree(
                AccountStore store,
                AccountReach reach,
                Map<String, AccountStore.Row> locked,
                Map<String, AccountStore.Row> above) {
            this.store = store;
            this.reach = reach;
            this.checks = new ReachChecks(reach, rows);
            rows.putAll(above);
            rows.putAll(locked);
        }

        AccountStore.@Nullable Row row(String accountId) {
            return rows.get(accountId);
        }

        /** Comes first: what is out of reach is refused like what does not exist, whatever the rest would come to. */
        void requireReach(Account account, AccountStore.@Nullable Row before) {
            if (!reach.isEverything()) {
                requireValid(account);
                checks.require(account, before);
            }
        }

        /** What the caller may be told of. */
        AccountStore.@Nullable Row seen(Account account, AccountStore.@Nullable Row before) {
            return reach.isEverything() || checks.sees(account.getAccountId()) ? before : null;
        }

        private static void requireValid(Account account) {
            List<FieldViolation> violations = AccountChecks.violations(account);
            if (!violations.isEmpty()) {
                throw Refusals.invalid(violations);
            }
        }

        void put(Account account, String creditAccountId) {
            AccountStore.Row before = rows.get(account.getAccountId());
            rows.put(
                    account.getAccountId(),
                    new AccountStore.Row(
                            account.getParentAccountId(),
                            creditAccountId,
                            account.getVersion(),
                            account.getCurrencyCode(),
                            before != null && before.hasExposure(),
                            before != null && before.isShared(),
                            HashChain.hash(account.toByteArray())));
        }

        /** Checks an account against those around it; gives the account that will hold its credit. */
        String check(Account account, AccountStore.@Nullable Row before) throws SQLException {
            String creditAccountId = creditAccount(account, before);
            checks.requireSameCredit(account, before, creditAccountId);
            return creditAccountId;
        }

        private String creditAccount(Account account, AccountStore.@Nullable Row before) throws SQLException {
            requireValid(account);
            if (before != null && account.getVersion() <= before.factsVersion()) {
                throw Refusals.aborted(
                        "OLDER_VERSION",
                        "version " + account.getVersion() + " (expected: > " + before.factsVersion()
                                + ", the stored one, or the same content again)");
            }
            if (before != null && !before.currency().equals(account.getCurrencyCode()) && before.bindsCurrency()) {
                throw Refusals.precondition(
                        "CURRENCY_IN_USE",
                        "currency " + account.getCurrencyCode() + " (expected: " + before.currency()
                                + ", while the account has exposure or others share its credit)");
            }
            if (account.getParentAccountId().isEmpty()) {
                return account.getAccountId();
            }
            AccountStore.Row parent = requireParent(account, before);
            if (account.getCreditMode() == CreditMode.CREDIT_MODE_OWN) {
                return account.getAccountId();
            }
            if (!parent.currency().equals(account.getCurrencyCode())) {
                throw Refusals.precondition(
                        "CURRENCY_DIFFERS",
                        "currency " + account.getCurrencyCode() + " (expected: " + parent.currency()
                                + ", that of the parent whose credit it shares)");
            }
            return parent.creditAccountId();
        }

        private AccountStore.Row requireParent(Account account, AccountStore.@Nullable Row before) throws SQLException {
            AccountStore.Row parent = rows.get(account.getParentAccountId());
            if (parent == null) {
                throw Refusals.unknownParent(account.getParentAccountId());
            }
            int levels = 1;
            for (AccountStore.Row at = parent;
                    at != null && !at.parentId().isEmpty() && levels <= AccountDirectory.MAX_DEPTH;
                    at = rows.get(at.parentId())) {
                if (at.parentId().equals(account.getAccountId())) {
                    throw Refusals.precondition(
                            "CYCLE",
                            "parent account " + account.getParentAccountId() + " lies below " + account.getAccountId());
                }
                levels++;
            }
            // What lies below an account that moves comes along.
            boolean moves = before != null && !before.parentId().equals(account.getParentAccountId());
            levels += moves ? store.height(account.getAccountId()) : 1;
            if (levels > AccountDirectory.MAX_DEPTH) {
                throw Refusals.precondition(
                        "TOO_DEEP", "a company has at most " + AccountDirectory.MAX_DEPTH + " levels");
            }
            return parent;
        }
    }
}
