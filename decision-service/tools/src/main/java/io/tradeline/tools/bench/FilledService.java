package io.tradeline.tools.bench;

import io.tradeline.decision.audit.Audit;
import io.tradeline.embedded.postgres.EmbeddedPostgres;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.audit.Books;
import io.tradeline.tools.bench.accounts.CopiedAccounts;
import io.tradeline.tools.bench.orders.BenchAccounts;
import io.tradeline.tools.client.AccountUpload;
import io.tradeline.tools.client.ServiceClient;
import io.tradeline.tools.launch.DatabaseAddress;
import io.tradeline.tools.launch.LocalStack;
import io.tradeline.tools.launch.StackOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A decision service with a database of its own on a PostgreSQL server that others use too, and a Redis of its own. Its accounts are copied into the tables. */
final class FilledService implements AutoCloseable {
    private static final int REPLAYED = 1_000;

    private final EmbeddedPostgres postgres;
    private final String database;
    private final BenchAccounts accounts;
    private final LocalStack stack;

    private FilledService(EmbeddedPostgres postgres, String database, BenchAccounts accounts, LocalStack stack) {
        this.postgres = postgres;
        this.database = database;
        this.accounts = accounts;
        this.stack = stack;
    }

    /**
     * Starts it and fills it.
     *
     * @param directory below which it has a directory with the database's name
     * @throws CommandException when it can't be started, or does not take the copied accounts for its own
     */
    static FilledService start(
            BenchRun run, EmbeddedPostgres postgres, Path directory, String database, BenchAccounts accounts) {
        try (Connection connection = connect(postgres, postgres.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
            statement.execute("CREATE DATABASE " + database);
        } catch (SQLException failed) {
            throw CommandException.failed(
                    "the database " + database + " can't be made: " + failed.getMessage(), failed);
        }
        LocalStack stack = LocalStack.start(StackOptions.in(directory.resolve(database))
                .withDatabase(Optional.of(
                        new DatabaseAddress(postgres.jdbcUrl(database), postgres.user(), postgres.password()))));
        FilledService filled = new FilledService(postgres, database, accounts, stack);
        try {
            long started = System.nanoTime();
            filled.fill();
            run.say("%,d accounts copied in %.1f s", accounts.count(), (System.nanoTime() - started) / 1e9);
            return filled;
        } catch (RuntimeException failure) {
            stack.close();
            throw failure;
        }
    }

    MeasuredService service() {
        return new MeasuredService(stack, postgres);
    }

    BenchAccounts accounts() {
        return accounts;
    }

    private void fill() {
        try (ServiceClient client = service().client()) {
            AccountUpload upload = new AccountUpload(client);
            BenchAccounts first = new BenchAccounts(BenchAccounts.COMPANY);
            upload.store(first.heads());
            upload.store(first.branches());
            try (Connection connection = connect(postgres, postgres.jdbcUrl(database) + "?currentSchema=decision")) {
                new CopiedAccounts(connection, Instant.now()).load(accounts);
            } catch (SQLException | IOException failed) {
                throw CommandException.failed(
                        "accounts can't be copied into " + database + ": " + failed.getMessage(), failed);
            }
            // The same facts again are a repetition; others under the same version would be refused.
            List<Account> last = List.of(BenchAccounts.facts(accounts.count() - 1));
            int created = upload.store(last);
            if (created != 0) {
                throw CommandException.failed("the service does not know the copied account "
                        + last.get(0).getAccountId() + " (expected: it does)");
            }
        }
    }

    /**
     * Reckons the books up again.
     *
     * @throws CommandException when they don't hold
     */
    void audit(BenchRun run) {
        long started = System.nanoTime();
        Audit.Result result = new Books(stack.database()).audit(REPLAYED);
        if (!result.holds()) {
            throw CommandException.failed("the books of " + database + " do not hold: " + result.problems());
        }
        run.say(
                "the books of %,d accounts with %,d decisions hold (%.1f s)",
                result.accounts(), result.decisions(), (System.nanoTime() - started) / 1e9);
    }

    /** Stops it, and drops its database. */
    @Override
    public void close() {
        stack.close();
        try (Connection connection = connect(postgres, postgres.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE " + database + " WITH (FORCE)");
        } catch (SQLException failed) {
            throw CommandException.failed(
                    "the database " + database + " can't be dropped: " + failed.getMessage(), failed);
        }
    }

    private static Connection connect(EmbeddedPostgres postgres, String url) throws SQLException {
        return DriverManager.getConnection(url, postgres.user(), postgres.password());
    }
}
