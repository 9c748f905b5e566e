package io.tradeline.decision.operations;

import io.grpc.stub.StreamObserver;
import io.tradeline.decision.access.Caller;
import io.tradeline.decision.recount.BooksCalls;
import io.tradeline.decision.rpc.Calls;
import io.tradeline.decision.rpc.Times;
import io.tradeline.proto.operations.v1.CategoryLevel;
import io.tradeline.proto.operations.v1.ListDriftRequest;
import io.tradeline.proto.operations.v1.ListDriftResponse;
import io.tradeline.proto.operations.v1.ListLogLevelsRequest;
import io.tradeline.proto.operations.v1.ListLogLevelsResponse;
import io.tradeline.proto.operations.v1.LogLevel;
import io.tradeline.proto.operations.v1.OperationsGrpc;
import io.tradeline.proto.operations.v1.RebuildExposuresRequest;
import io.tradeline.proto.operations.v1.RebuildExposuresResponse;
import io.tradeline.proto.operations.v1.SetLogLevelRequest;
import io.tradeline.proto.operations.v1.SetLogLevelResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.logging.Level;

/** The Operations service. */
public final class OperationsGrpcService extends OperationsGrpc.OperationsImplBase {

    private static final Duration USUAL = Duration.ofMinutes(15);

    /** As Quarkus' log manager maps those of SLF4J. */
    private static final Map<LogLevel, Level> LEVELS = new EnumMap<>(Map.of(
            LogLevel.LOG_LEVEL_ERROR, Level.SEVERE,
            LogLevel.LOG_LEVEL_WARN, Level.WARNING,
            LogLevel.LOG_LEVEL_INFO, Level.INFO,
            LogLevel.LOG_LEVEL_DEBUG, Level.FINE));

    private final LogLevels levels;
    private final BooksCalls books;
    private final Calls calls;

    public OperationsGrpcService(LogLevels levels, BooksCalls books, Calls calls) {
        this.levels = levels;
        this.books = books;
        this.calls = calls;
    }

    @Override
    public void setLogLevel(SetLogLevelRequest request, StreamObserver<SetLogLevelResponse> observer) {
        calls.run(observer, () -> {
            Duration lasting = request.hasLasting()
                    ? Duration.ofSeconds(
                            request.getLasting().getSeconds(),
                            request.getLasting().getNanos())
                    : USUAL;
            LogLevels.Set set = levels.set(request.getCategory(), level(request.getLevel()), lasting);
            return SetLogLevelResponse.newBuilder().setSet(proto(set)).build();
        });
    }

    @Override
    public void listLogLevels(ListLogLevelsRequest request, StreamObserver<ListLogLevelsResponse> observer) {
        calls.run(observer, () -> {
            ListLogLevelsResponse.Builder response = ListLogLevelsResponse.newBuilder();
            levels.all().forEach(set -> response.addLevels(proto(set)));
            return response.build();
        });
    }

    @Override
    public void listDrift(ListDriftRequest request, StreamObserver<ListDriftResponse> observer) {
        calls.run(observer, () -> books.list(request));
    }

    @Override
    public void rebuildExposures(RebuildExposuresRequest request, StreamObserver<RebuildExposuresResponse> observer) {
        String by = Caller.current().subject();
        calls.run(observer, () -> books.rebuild(request, by));
    }

    private static Level level(LogLevel level) {
        Level known = LEVELS.get(level);
        if (known == null) {
            throw new IllegalArgumentException("level: " + level + " (expected: one that the contract lets through)");
        }
        return known;
    }

    private static CategoryLevel proto(LogLevels.Set set) {
        LogLevel level = LEVELS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(set.level()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        return CategoryLevel.newBuilder()
                .setCategory(set.category())
                .setLevel(level)
                .setUntil(Times.timestamp(set.until().toEpochMilli()))
                .build();
    }
}
