package io.tradeline.tools.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.tradeline.decision.audit.Audit;
import io.tradeline.embedded.postgres.EmbeddedPostgres;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.launch.DatabaseAddress;
import io.tradeline.tools.launch.Ports;
import io.tradeline.tools.launch.TradelineHome;
import io.tradeline.tools.start.GivenServers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The database in which a decision service keeps its books. */
public record Books(DatabaseAddress address) {

    private static final String ALL = "all";

    /**
     * The books that TRADELINE_DATABASE_URL names, else those of {@code start}.
     *
     * @param dataDir as given to {@code start}; null: the usual one
     * @throws CommandException when neither is there
     */
    public static Books of(int portOffset, @Nullable Path dataDir) {
        return new Books(GivenServers.database(System.getenv()).orElseGet(() -> embedded(portOffset, dataDir)));
    }

    private static DatabaseAddress embedded(int portOffset, @Nullable Path dataDir) {
        Path directory = TradelineHome.dataDirectory(dataDir);
        String password = EmbeddedPostgres.passwordIn(directory.resolve("postgres"))
                .orElseThrow(() -> CommandException.environment("there are no books in " + directory
                        + " (expected: the data of ./tradeline start); start it first, or name with --data-dir where its data is,"
                        + " or another database with TRADELINE_DATABASE_URL"));
        return new DatabaseAddress(
                "jdbc:postgresql://127.0.0.1:" + Ports.offset(portOffset).postgres() + "/tradeline",
                "tradeline",
                password);
    }

    /**
     * Reckons them up.
     *
     * @param mostReplays decisions to replay, the newest first
     */
    public Audit.Result audit(long mostReplays) {
        try (AgroalDataSource dataSource = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(2)
                        .acquisitionTimeout(Duration.ofSeconds(10))
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(address.url())
                                .principal(new NamePrincipal(address.user()))
                                .credential(new SimplePassword(address.password()))
                                .jdbcProperty("currentSchema", "decision")
                                .jdbcProperty("connectTimeout", "5")
                                .jdbcProperty("ApplicationName", "tradeline-audit"))))) {
            return new Audit(dataSource).run(mostReplays);
        } catch (SQLException failure) {
            throw CommandException.environment(
                    "can't read the books in " + address + ": " + failure.getMessage()
                            + "; is ./tradeline start running, or TRADELINE_DATABASE_URL set?",
                    failure);
        } catch (InvalidProtocolBufferException unreadable) {
            throw CommandException.failed(
                    "the books in " + address + " hold something that can't be read: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    /**
     * How many decisions a person means to have replayed: a count, or "all".
     *
     * @throws CommandException for anything else
     */
    public static long replays(String option, String value) {
        if (value.equals(ALL)) {
            return Long.MAX_VALUE;
        }
        if (value.matches("\\d{1,15}")) {
            return Long.parseLong(value);
        }
        throw CommandException.usage(option + ": " + value + " (expected: a count from 0, or all)");
    }
}
