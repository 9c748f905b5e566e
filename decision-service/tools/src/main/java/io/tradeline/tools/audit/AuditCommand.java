package io.tradeline.tools.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.tradeline.decision.audit.Audit;
import io.tradeline.embedded.postgres.EmbeddedPostgres;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.launch.DatabaseAddress;
import io.tradeline.tools.launch.Ports;
import io.tradeline.tools.launch.TradelineHome;
import io.tradeline.tools.start.GivenServers;
import io.tradeline.tools.text.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tradeline audit}: reckons the books up again. */
@Command(
        name = "audit",
        description = {
            "Reckons the books up again, from the database alone: every exposure from its ledger entries, orders and items; the hash chain of every"
                    + " account's decisions; and decisions replayed under their own release. Exit code 0 says that all of it holds.",
            "",
            "The database is the one that TRADELINE_DATABASE_URL (_USER, _PASSWORD) names, else the one of ./tradeline start. It may be in use."
        })
public final class AuditCommand implements Callable<Integer> {

    private static final String ALL = "all";

    @Option(
            names = "--replay",
            paramLabel = "N|all",
            description = "How many decisions to replay, the newest first (default: ${DEFAULT-VALUE}).",
            defaultValue = "1000")
    private String replay = "1000";

    @Option(names = "--port-offset", paramLabel = "N", description = "As given to start (default: 0).")
    private int portOffset;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Directory of the embedded database, as given to start (default: .tradeline).")
    private @Nullable Path dataDir;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InvalidProtocolBufferException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        DatabaseAddress address = GivenServers.database(System.getenv()).orElseGet(this::local);
        long started = System.nanoTime();
        Audit.Result result = run(address);
        double seconds = (System.nanoTime() - started) / 1e9;
        if (json) {
            out.println(Json.print(asMap(result)));
        } else {
            print(out, address, result, seconds);
        }
        out.flush();
        return result.holds() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private Audit.Result run(DatabaseAddress address) throws InvalidProtocolBufferException {
        try (AgroalDataSource dataSource = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(2)
                        .acquisitionTimeout(Duration.ofSeconds(10))
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(address.url())
                                .principal(new NamePrincipal(address.user()))
                                .credential(new SimplePassword(address.password()))
                                .jdbcProperty("currentSchema", "decision")
                                .jdbcProperty("connectTimeout", "5")
                                .jdbcProperty("ApplicationName", "tradeline-audit"))))) {
            return new Audit(dataSource).run(replays());
        } catch (SQLException failure) {
            throw CommandException.environment(
                    "can't read the books in " + address + ": " + failure.getMessage()
                            + "; is ./tradeline start running, or TRADELINE_DATABASE_URL set?",
                    failure);
        }
    }

    private DatabaseAddress local() {
        return new DatabaseAddress(
                "jdbc:postgresql://127.0.0.1:" + Ports.offset(portOffset).postgres() + "/tradeline",
                "tradeline",
                EmbeddedPostgres.passwordIn(TradelineHome.dataDirectory(dataDir).resolve("postgres")));
    }

    private long replays() {
        if (replay.equals(ALL)) {
            return Long.MAX_VALUE;
        }
        try {
            long count = Long.parseLong(replay);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException notANumber) {
            throw CommandException.usage("--replay: " + replay + " (expected: a count from 0, or all)");
        }
        throw CommandException.usage("--replay: " + replay + " (expected: a count from 0, or all)");
    }

    private static void print(PrintWriter out, DatabaseAddress address, Audit.Result result, double seconds) {
        out.printf("Audit of %s%n%n", address.url());
        out.printf("  accounts, recounted from ledger, orders and items  %,12d%n", result.accounts());
        out.printf("  versions of account facts, against their hashes    %,12d%n", result.factsVersions());
        out.printf("  requests, each answered once                       %,12d%n", result.requests());
        out.printf("  decisions, in unbroken chains                      %,12d%n", result.decisions());
        out.printf("  decisions replayed, equal and within limits        %,12d%n%n", result.replayed());
        if (result.holds()) {
            out.printf("All of it holds (%.1f s).%n", seconds);
            return;
        }
        out.printf("%,d things do not hold:%n", result.problemCount());
        result.problems().forEach(problem -> out.println("  - " + problem));
        if (result.problemCount() > result.problems().size()) {
            out.printf(
                    "  ... and %,d more%n",
                    result.problemCount() - result.problems().size());
        }
    }

    private static Map<String, Object> asMap(Audit.Result result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("holds", result.holds());
        map.put("accounts", result.accounts());
        map.put("factsVersions", result.factsVersions());
        map.put("requests", result.requests());
        map.put("decisions", result.decisions());
        map.put("replayed", result.replayed());
        map.put("problemCount", result.problemCount());
        map.put("problems", result.problems());
        return map;
    }
}
