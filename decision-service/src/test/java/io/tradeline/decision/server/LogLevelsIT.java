package io.tradeline.decision.server;

import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.approved;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.rpc.Code;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.operations.v1.CategoryLevel;
import io.tradeline.proto.operations.v1.ListLogLevelsRequest;
import io.tradeline.proto.operations.v1.LogLevel;
import io.tradeline.proto.operations.v1.OperationsGrpc;
import io.tradeline.proto.operations.v1.SetLogLevelRequest;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How much an instance logs is turned while it serves, and turns back by itself. */
@ExtendWith(SharedService.class)
class LogLevelsIT {

    private final OperationsGrpc.OperationsBlockingStub operations = OperationsGrpc.newBlockingStub(
                    SharedService.service().channel())
            .withInterceptors(SharedService.fixture().bearer("operate"));

    @Test
    void aDecisionIsLoggedWithItsIdsWhileThatIsTurnedOn() {
        store(account("log-on"));
        try (Lines lines = new Lines("decisions")) {
            set("decisions", LogLevel.LOG_LEVEL_DEBUG, 60);
            Decision decision = approved("log-on-1", order("log-on", 1_00));
            assertThat(lines.heard)
                    .anySatisfy(line -> assertThat(line)
                            .contains("APPROVED", decision.getDecisionId(), "log-on", decision.getReleaseDigest()));

            lines.heard.clear();
            set("decisions", LogLevel.LOG_LEVEL_INFO, 60);
            approved("log-on-2", order("log-on", 1_00));
            assertThat(lines.heard).isEmpty();
        }
    }

    @Test
    void aLevelEndsByItself() {
        Logger logger = Logger.getLogger("io.tradeline.ends");
        logger.setLevel(Level.WARNING);

        CategoryLevel set = set("io.tradeline.ends", LogLevel.LOG_LEVEL_DEBUG, 1);
        assertThat(levels()).contains(set);
        assertThat(logger.getLevel()).isEqualTo(Level.FINE);

        while (levels().contains(set)) {
            Thread.onSpinWait();
        }
        assertThat(logger.getLevel()).isEqualTo(Level.WARNING);
    }

    @Test
    void aLaterLevelTakesThePlaceOfAnEarlierOneAndThenAllIsAsItWas() {
        Logger logger = Logger.getLogger("io.tradeline.twice");

        set("io.tradeline.twice", LogLevel.LOG_LEVEL_DEBUG, 1);
        CategoryLevel later = set("io.tradeline.twice", LogLevel.LOG_LEVEL_ERROR, 2);

        assertThat(logger.getLevel()).isEqualTo(Level.SEVERE);
        while (levels().contains(later)) {
            Thread.onSpinWait();
        }
        assertThat(logger.getLevel()).isNull();
    }

    @Test
    void noMoreThanSoManyAreSetAtOnce() {
        Refusal refusal = Refusal.of(() -> {
            for (int i = 0; i <= 100; i++) {
                set("io.tradeline.many." + i, LogLevel.LOG_LEVEL_WARN, 60);
            }
        });

        refusal.is(Code.RESOURCE_EXHAUSTED, "OVERLOADED");
        assertThat(levels()).hasSize(100);
        for (CategoryLevel level : levels()) {
            set(level.getCategory(), LogLevel.LOG_LEVEL_WARN, 1);
        }
        while (!levels().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private CategoryLevel set(String category, LogLevel level, int seconds) {
        return operations
                .setLogLevel(SetLogLevelRequest.newBuilder()
                        .setCategory(category)
                        .setLevel(level)
                        .setLasting(Duration.newBuilder().setSeconds(seconds))
                        .build())
                .getSet();
    }

    private List<CategoryLevel> levels() {
        return operations
                .listLogLevels(ListLogLevelsRequest.getDefaultInstance())
                .getLevelsList();
    }

    /** What a category logs. */
    private static final class Lines extends Handler implements AutoCloseable {
        private final Queue<String> heard = new ConcurrentLinkedQueue<>();
        private final Logger logger;

        Lines(String category) {
            logger = Logger.getLogger(category);
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            heard.add(String.valueOf(line.getMessage())
                    + List.of(line.getParameters() == null ? new Object[0] : line.getParameters()));
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
