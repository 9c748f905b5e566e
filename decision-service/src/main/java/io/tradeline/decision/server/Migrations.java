package io.tradeline.decision.server;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema up to date while instances of the version before go on serving.
 *
 * <p>A change of a table waits for whoever works on it, and everyone else waits behind the change. So it waits for a lock a quarter of the time that any other session of the service
 * does (lock_timeout), gives up, which undoes it as a whole, lets the others through and tries again.
 */
final class Migrations {

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK = "40P01";

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Flyway flyway;
    private final Duration limit;

    /** @param limit how long it may be tried */
    Migrations(Flyway flyway, Duration limit) {
        this.flyway = Flyway.configure()
                .configuration(flyway.getConfiguration())
                .callbacks(new Impatience())
                .load();
        // Its own lock must not be an open transaction: an index that is made beside the work waits for the end of all
        // of those.
        this.flyway
                .getConfiguration()
                .getPluginRegister()
                .getExact(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        this.limit = limit;
    }

    /**
     * Carries out what has not been carried out yet.
     *
     * @throws FlywayException when a step fails, or its table could not be had in time
     */
    void run() throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                flyway.migrate();
                return;
            } catch (FlywayException failed) {
                if (!isHeld(failed) || System.nanoTime() > deadline) {
                    throw failed;
                }
                LOG.info("a table is in use, its change is tried again in {}", PAUSE);
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
        }
    }

    private static boolean isHeld(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return LOCK_NOT_AVAILABLE.equals(sql.getSQLState()) || DEADLOCK.equals(sql.getSQLState());
            }
        }
        return false;
    }

    /** In the transaction of each step, so that a connection goes back to its pool as it came. */
    private static final class Impatience implements Callback {

        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_EACH_MIGRATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            try (Statement statement = context.getConnection().createStatement()) {
                statement.execute("SET LOCAL lock_timeout = " + PATIENCE.toMillis());
            } catch (SQLException failed) {
                throw new FlywayException("the lock_timeout of a step could not be set", failed);
            }
        }

        @Override
        public String getCallbackName() {
            return "impatience";
        }
    }
}
