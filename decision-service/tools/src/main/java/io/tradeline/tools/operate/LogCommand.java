package io.tradeline.tools.operate;

import com.google.protobuf.util.Timestamps;
import io.grpc.StatusRuntimeException;
import io.tradeline.proto.operations.v1.CategoryLevel;
import io.tradeline.proto.operations.v1.ListLogLevelsRequest;
import io.tradeline.proto.operations.v1.LogLevel;
import io.tradeline.proto.operations.v1.SetLogLevelRequest;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.client.RpcErrors;
import io.tradeline.tools.client.ServiceClient;
import io.tradeline.tools.client.ServiceOptions;
import io.tradeline.tools.token.LifeConverter;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tradeline log}: sets how much a part of an instance logs, for a time, or shows what is set. */
@Command(
        name = "log",
        description = {
            "Sets how much a part of a running instance logs, for a time; without arguments, shows what is set.",
            "The category is what log lines begin with, and all below it: io.tradeline.decision.ledger, for example. \"decisions\" logs each decision at the level debug.",
            "It is about the one instance that is asked. The token needs the scope operate."
        })
public final class LogCommand implements Callable<Integer> {
    private static final int DEADLINE_SECONDS = 10;
    private static final String PREFIX = "LOG_LEVEL_";

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "CATEGORY", description = "The part of the program.")
    private @Nullable String category;

    @Parameters(index = "1", arity = "0..1", paramLabel = "LEVEL", description = "error, warn, info or debug.")
    private @Nullable String level;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "15m",
            converter = LifeConverter.class,
            description = "How long, as 90s, 30m or 12h, at most a day (default: ${DEFAULT-VALUE}).")
    private Duration lasting = Duration.ofMinutes(15);

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Override
    public Integer call() {
        if ((category == null) != (level == null)) {
            throw CommandException.usage("log " + category + " (expected: log CATEGORY LEVEL, or log alone)");
        }
        List<CategoryLevel> levels;
        try (ServiceClient client = service.connect("operate")) {
            levels = category == null || level == null ? all(client) : List.of(set(client, category, level(level)));
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (levels.isEmpty()) {
            out.println("Nothing is set: everything logs as it is configured.");
        }
        levels.forEach(set -> out.println(set.getCategory() + " logs at " + word(set.getLevel()) + " until "
                + Timestamps.toString(set.getUntil())));
        out.flush();
        return ExitCodes.OK;
    }

    private CategoryLevel set(ServiceClient client, String part, LogLevel value) {
        try {
            return client.operationsBlocking()
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .setLogLevel(SetLogLevelRequest.newBuilder()
                            .setCategory(part)
                            .setLevel(value)
                            .setLasting(
                                    com.google.protobuf.Duration.newBuilder().setSeconds(lasting.toSeconds()))
                            .build())
                    .getSet();
        } catch (StatusRuntimeException failure) {
            throw RpcErrors.explain(failure, client.target());
        }
    }

    private static List<CategoryLevel> all(ServiceClient client) {
        try {
            return client.operationsBlocking()
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .listLogLevels(ListLogLevelsRequest.getDefaultInstance())
                    .getLevelsList();
        } catch (StatusRuntimeException failure) {
            throw RpcErrors.explain(failure, client.target());
        }
    }

    private static LogLevel level(String word) {
        return Arrays.stream(LogLevel.values())
                .filter(value -> value != LogLevel.UNRECOGNIZED && value != LogLevel.LOG_LEVEL_UNSPECIFIED)
                .filter(value -> word(value).equals(word))
                .findFirst()
                .orElseThrow(() -> CommandException.usage("level: " + word + " (expected: "
                        + Arrays.stream(LogLevel.values())
                                .filter(value ->
                                        value != LogLevel.UNRECOGNIZED && value != LogLevel.LOG_LEVEL_UNSPECIFIED)
                                .map(LogCommand::word)
                                .collect(Collectors.joining(", "))
                        + ")"));
    }

    private static String word(LogLevel value) {
        return value.name().substring(PREFIX.length()).toLowerCase(Locale.ROOT);
    }
}
