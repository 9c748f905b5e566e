package io.tradeline.tools.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.tradeline.tools.bench.process.ProcessMeter;
import io.tradeline.tools.bench.process.Processes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoopsTest {
    private static final Schedule SHORT =
            new Schedule(Duration.ofMillis(20), Duration.ofMillis(40), Duration.ofMillis(40), Duration.ofMillis(60), 3);

    private final ExecutorService server = Executors.newFixedThreadPool(2);
    private final AtomicLong sequence = new AtomicLong();
    private final ProcessMeter processes = new ProcessMeter(Map.of());

    @AfterEach
    void stop() {
        server.shutdownNow();
    }

    @Test
    void aClosedLoopKeepsItsCallsUnderWay() {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Map<Long, Boolean> seen = new ConcurrentHashMap<>();
        Workload calls = workload((number, done) -> {
            assertThat(seen.put(number, true)).isNull();
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            later(
                    () -> {
                        underWay.decrementAndGet();
                        done.answered(number % 2 == 0);
                    },
                    1,
                    TimeUnit.MILLISECONDS);
        });

        Measurement measured = ClosedLoop.run(calls, 8, sequence, SHORT, processes);

        assertThat(most).hasValue(8);
        assertThat(underWay).hasValue(0);
        assertThat(measured.answers()).isPositive().isLessThanOrEqualTo(sequence.get());
        assertThat(measured.approved()).isPositive().isLessThan(measured.answers());
        assertThat(measured.median().p50()).isGreaterThanOrEqualTo(1);
        assertThat(measured.median().p99())
                .isGreaterThanOrEqualTo(measured.median().p50());
        assertThat(measured.refused()).isZero();
        assertThat(measured.failed()).isZero();
        assertThat(measured.failure()).isEmpty();
        assertThat(measured.costs().cpuSeconds()).containsKey(Processes.CLIENT);
    }

    @Test
    void anOpenLoopCountsFromTheScheduledStart() {
        Workload calls = workload((number, done) -> done.answered(true));

        Measurement measured = OpenLoop.run(calls, 1_000, sequence, SHORT, processes);

        assertThat(measured.answers()).isPositive();
        assertThat(measured.median().max()).isPositive();
    }

    @Test
    void anOpenLoopDoesNotForgiveAStall() {
        Workload calls = workload(
                (number, done) -> later(() -> done.answered(true), number < 100 ? 80 : 0, TimeUnit.MILLISECONDS));
        Schedule fromTheStart = new Schedule(
                Duration.ofMillis(3), Duration.ofMillis(3), Duration.ofMillis(3), Duration.ofMillis(200), 1);

        Measurement measured = OpenLoop.run(calls, 1_000, sequence, fromTheStart, processes);

        assertThat(measured.median().max()).isGreaterThanOrEqualTo(80);
    }

    @Test
    void anOpenLoopMeasuresAServerThatCantKeepUp() {
        Workload calls = workload((number, done) -> later(() -> done.answered(true), 1, TimeUnit.SECONDS));
        Schedule fromTheStart = new Schedule(
                Duration.ofMillis(3), Duration.ofMillis(3), Duration.ofMillis(3), Duration.ofMillis(1_500), 1);

        Measurement measured = OpenLoop.run(calls, 100_000, sequence, fromTheStart, processes);

        assertThat(measured.median().rate()).isPositive().isLessThan(50_000);
        assertThat(measured.median().max()).isGreaterThan(1_000);
        assertThat(measured.failed()).isZero();
    }

    @Test
    void anOpenLoopIsMeasuredInStretchesThatLeaveNoCallOut() {
        AtomicInteger failures = new AtomicInteger();
        Workload calls = workload((number, done) -> {
            if (number % 100 == 99 && failures.incrementAndGet() < 50) {
                done.failed(Status.UNAVAILABLE.withDescription("gone").asRuntimeException());
            } else {
                done.answered(true);
            }
        });
        Duration time = Duration.ofMillis(150);

        Measurement first;
        Measurement second;
        try (OpenLoop load = OpenLoop.start(calls, 2_000, sequence, SHORT)) {
            first = load.during(() -> load.pass(time), processes);
            load.pass(time);
            // As long as nothing, but since the first one ended.
            second = load.during(() -> {}, processes);
        }

        assertThat(first.answers()).isPositive();
        assertThat(second.median().seconds()).isGreaterThanOrEqualTo(0.15);
        assertThat(second.answers()).isPositive();
        assertThat(second.failed()).isPositive();
        assertThat(second.failure()).contains("gone");
        Measurement both = Measurement.together(List.of(first, second));
        assertThat(both.answers()).isEqualTo(first.answers() + second.answers());
        assertThat(both.failed()).isEqualTo(first.failed() + second.failed());
        assertThat(both.median().p99())
                .isEqualTo(Math.max(first.median().p99(), second.median().p99()));
        assertThat(both.costs().cpuMicros(Processes.CLIENT, 1).orElseThrow())
                .isGreaterThanOrEqualTo(
                        first.costs().cpuMicros(Processes.CLIENT, 1).orElseThrow());
    }

    @Test
    void givesUpWhenCallsFail() {
        Workload calls =
                workload((number, done) -> server.execute(() -> done.failed(new IllegalStateException("broken"))));

        assertThatThrownBy(() -> ClosedLoop.run(calls, 4, sequence, SHORT, processes))
                .hasMessageContaining("calls fail: java.lang.IllegalStateException: broken");
    }

    @Test
    void aRefusalIsNoFailure() {
        AtomicInteger failures = new AtomicInteger();
        Workload calls = workload((number, done) -> {
            if (number % 3 == 0) {
                done.answered(true);
            } else if (number % 3 == 1) {
                done.failed(overloaded());
            } else if (failures.incrementAndGet() < 90) {
                done.failed(Status.UNAVAILABLE.withDescription("gone").asRuntimeException());
            } else {
                // However slow the machine is, too few fail for the loop to give up.
                done.answered(true);
            }
        });

        Measurement measured = OpenLoop.run(calls, 150, sequence, SHORT, processes);

        assertThat(measured.answers()).isPositive();
        assertThat(measured.approved()).isEqualTo(measured.answers());
        assertThat(measured.refused()).isPositive();
        assertThat(measured.failed()).isPositive();
        assertThat(measured.refused() + measured.failed() + measured.answers()).isLessThanOrEqualTo(sequence.get());
        assertThat(measured.failure()).isEqualTo("io.grpc.StatusRuntimeException: UNAVAILABLE: gone");
    }

    @Test
    void goesOnWhenManyCallsAreRefused() {
        AtomicInteger refused = new AtomicInteger();
        Workload calls = workload((number, done) -> server.execute(() -> {
            if (number % 2 == 0) {
                done.answered(true);
            } else {
                refused.incrementAndGet();
                done.failed(overloaded());
            }
        }));

        Measurement measured = ClosedLoop.run(calls, 4, sequence, SHORT, processes);

        assertThat(refused).hasValueGreaterThan(100);
        assertThat(measured.refused()).isPositive();
        assertThat(measured.answers()).isPositive();
        assertThat(measured.failed()).isZero();
        assertThat(measured.failure()).isEmpty();
    }

    @Test
    void givesUpWhenAllCallsAreRefused() {
        Workload calls = workload((number, done) -> server.execute(() -> done.failed(overloaded())));

        assertThatThrownBy(() -> ClosedLoop.run(calls, 4, sequence, SHORT, processes))
                .hasMessageContaining(
                        "all calls are refused: io.grpc.StatusRuntimeException: RESOURCE_EXHAUSTED: full");
    }

    @Test
    void saysWhatAFailureComesFrom() {
        RuntimeException failure = Status.CANCELLED
                .withDescription("Failed to read message.")
                .withCause(new IllegalStateException("no decision"))
                .asRuntimeException();
        Workload calls = workload((number, done) -> server.execute(() -> done.failed(failure)));

        assertThatThrownBy(() -> ClosedLoop.run(calls, 4, sequence, SHORT, processes))
                .hasMessageContaining("calls fail: io.grpc.StatusRuntimeException: CANCELLED: Failed to read message."
                        + " (java.lang.IllegalStateException: no decision)");
    }

    private static RuntimeException overloaded() {
        return Status.RESOURCE_EXHAUSTED.withDescription("full").asRuntimeException();
    }

    @Test
    void aBlockingLoopUsesOneSessionForEachThread() {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger opened = new AtomicInteger();
        BlockingWorkload calls = () -> {
            open.incrementAndGet();
            opened.incrementAndGet();
            return new BlockingWorkload.Session() {
                @Override
                public boolean call(long number) {
                    Thread.onSpinWait();
                    return true;
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        };

        Measurement measured = BlockingLoop.run(calls, 3, sequence, SHORT, processes);

        assertThat(opened).hasValue(3);
        assertThat(open).hasValue(0);
        assertThat(measured.approved()).isEqualTo(measured.answers()).isPositive();
    }

    private void later(Runnable answer, long delay, TimeUnit unit) {
        CompletableFuture.delayedExecutor(delay, unit, server).execute(answer);
    }

    private interface Server {
        void serve(long number, Workload.Done done);
    }

    private static Workload workload(Server server) {
        return new Workload() {
            @Override
            public void call(long number, Done done) {
                server.serve(number, done);
            }

            @Override
            public void close() {}
        };
    }
}
