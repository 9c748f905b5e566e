package io.tradeline.admin.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.admin.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecentStateTest {
    private final SettableClock clock = new SettableClock();
    private final AtomicInteger reads = new AtomicInteger();
    private final RecentState recent = new RecentState(this::answer, clock);

    @Test
    void keepsAnAnswerForLessThanASecond() {
        SystemState first = recent.read();
        clock.advance(Duration.ofMillis(999));

        assertThat(recent.read()).isSameAs(first);
        assertThat(reads).hasValue(1);
    }

    @Test
    void asksAgainAfterASecond() {
        SystemState first = recent.read();
        clock.advance(Duration.ofSeconds(1));

        assertThat(recent.read()).isNotSameAs(first);
        assertThat(reads).hasValue(2);
    }

    @Test
    void asksAgainWhenTheClockWasSetBack() {
        recent.read();
        clock.advance(Duration.ofHours(-1));
        recent.read();

        assertThat(reads).hasValue(2);
    }

    @Test
    void manyAtOnceCauseOneRead() throws Exception {
        int callers = 16;
        CyclicBarrier together = new CyclicBarrier(callers);
        Callable<SystemState> call = () -> {
            together.await();
            return recent.read();
        };
        ExecutorService pool = Executors.newFixedThreadPool(callers);
        try {
            for (Future<SystemState> answer :
                    pool.invokeAll(Stream.generate(() -> call).limit(callers).toList())) {
                assertThat(answer.get()).isInstanceOf(SystemState.Answering.class);
            }
        } finally {
            pool.shutdown();
        }

        assertThat(reads).hasValue(1);
    }

    private SystemState answer() {
        reads.incrementAndGet();
        return new SystemState.Answering(clock.instant(), Optional.empty(), List.of(), List.of());
    }
}
