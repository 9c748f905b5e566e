package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.grpc.StatusRuntimeException;
import io.tradeline.decision.access.AccountReach;
import io.tradeline.decision.rpc.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class LedgerQueueTest {
    private static final Duration FOR_EVER = Duration.ofHours(1);

    @Test
    void refusesMoreThanItHolds() {
        LedgerQueue queue = new LedgerQueue(3, 256, Duration.ZERO);

        offer(queue, 3);

        assertThat(queue.offer(task())).isFalse();
        assertThat(queue.size()).isEqualTo(3);
        assertThat(taken(queue)).isEqualTo(3);
        assertThat(queue.offer(task())).isTrue();
    }

    @Test
    void handsOutNoMoreThanABatch() {
        LedgerQueue queue = new LedgerQueue(100, 8, FOR_EVER);

        offer(queue, 20);

        assertThat(taken(queue)).isEqualTo(8);
        assertThat(taken(queue)).isEqualTo(8);
        assertThat(queue.size()).isEqualTo(4);
    }

    @Test
    void aCallerThatIsAloneNeverWaits() {
        LedgerQueue queue = new LedgerQueue(100, 256, FOR_EVER);

        for (int call = 0; call < 5; call++) {
            offer(queue, 1);
            assertThat(taken(queue)).isEqualTo(1);
        }
    }

    @Test
    void underLoadItWaitsForThoseItHasJustAnswered() throws Exception {
        LedgerQueue queue = new LedgerQueue(100, 256, FOR_EVER);
        offer(queue, 10);
        assertThat(taken(queue)).isEqualTo(10);

        Lane lane = new Lane(queue);
        offer(queue, 4);
        lane.awaitIdle();
        assertThat(lane.next).as("four of ten are too few").isNotDone();
        offer(queue, 1);

        assertThat(lane.next.get(10, TimeUnit.SECONDS)).isEqualTo(5);
    }

    @Test
    void waitsNoLongerThanTheLinger() {
        LedgerQueue queue = new LedgerQueue(100, 256, Duration.ofMillis(5));
        offer(queue, 50);
        assertThat(taken(queue)).isEqualTo(50);

        offer(queue, 1);

        assertThat(taken(queue)).isEqualTo(1);
    }

    @Test
    void aPeakFadesWhenTheLoadDoes() throws Exception {
        LedgerQueue queue = new LedgerQueue(100, 256, FOR_EVER);
        offer(queue, 20);
        assertThat(taken(queue)).isEqualTo(20);

        // Just enough each time; if the peak stayed, the second batch would wait for ever.
        for (int batch : new int[] {10, 9, 8, 7, 6, 5, 5, 4, 4, 3, 3, 3, 2, 2, 2, 2, 1, 1}) {
            Lane lane = new Lane(queue);
            offer(queue, batch);
            assertThat(lane.next.get(10, TimeUnit.SECONDS)).isEqualTo(batch);
        }
    }

    @Test
    void closedItGivesWhatItHoldsAndEnds() {
        LedgerQueue queue = new LedgerQueue(100, 256, FOR_EVER);
        offer(queue, 10);
        assertThat(taken(queue)).isEqualTo(10);
        offer(queue, 2);

        queue.close();

        assertThat(queue.offer(task())).isFalse();
        assertThat(taken(queue)).isEqualTo(2);
        assertThat(queue.take(new ArrayList<>())).isFalse();
    }

    @Test
    void closingWakesALaneThatWaits() throws Exception {
        LedgerQueue queue = new LedgerQueue(100, 256, FOR_EVER);
        Lane lane = new Lane(queue);

        queue.close();

        assertThat(lane.next.get(10, TimeUnit.SECONDS)).isZero();
    }

    /** A thread that asks for the next batch, and waits for it by the time it is made. */
    private static final class Lane {
        private final CompletableFuture<Integer> next = new CompletableFuture<>();
        private final Thread thread;

        Lane(LedgerQueue queue) {
            thread = new Thread(() -> {
                List<Task> batch = new ArrayList<>();
                queue.take(batch);
                next.complete(batch.size());
            });
            thread.setDaemon(true);
            thread.start();
            awaitIdle();
        }

        void awaitIdle() {
            while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        }
    }

    private static void offer(LedgerQueue queue, int tasks) {
        for (int i = 0; i < tasks; i++) {
            assertThat(queue.offer(task())).isTrue();
        }
    }

    private static int taken(LedgerQueue queue) {
        List<Task> batch = new ArrayList<>();
        assertThat(queue.take(batch)).isTrue();
        return batch.size();
    }

    private static Task task() {
        Reply reply = new Reply() {
            @Override
            public void answer(Message response) {
                throw new AssertionError("a queue answers nothing");
            }

            @Override
            public void refuse(StatusRuntimeException refusal) {
                throw new AssertionError("a queue refuses nothing");
            }
        };
        return new Task(new Nothing(), reply, AccountReach.EVERYTHING);
    }

    private record Nothing() implements Command {
        @Override
        public String accountId() {
            return "A-1";
        }

        @Override
        public @Nullable Identity identity() {
            return null;
        }

        @Override
        public long clockMilli() {
            return 0;
        }

        @Override
        public Applied apply(WorkingSet set) {
            throw new AssertionError("a queue applies nothing");
        }

        @Override
        public Message restore(FirstAnswer first) {
            throw new AssertionError("a queue restores nothing");
        }
    }
}
