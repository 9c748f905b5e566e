package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.grpc.StatusRuntimeException;
import io.tradeline.decision.access.AccountReach;
import io.tradeline.decision.ledger.LedgerQueue.Hand;
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
    private static final int ONE_LANE = 1;

    private long nanos;

    @Test
    void refusesMoreThanItHolds() {
        LedgerQueue queue = new LedgerQueue(ONE_LANE, 3, 256, Duration.ZERO);

        offer(queue, 3);

        assertThat(queue.offer(task("A"))).isFalse();
        assertThat(queue.size()).isEqualTo(3);
        assertThat(taken(queue, new Hand())).hasSize(3);
        assertThat(queue.offer(task("A"))).isTrue();
    }

    @Test
    void handsOutNoMoreThanABatch() {
        LedgerQueue queue = new LedgerQueue(ONE_LANE, 100, 8, FOR_EVER);
        Hand hand = new Hand();

        offer(queue, 20);

        assertThat(taken(queue, hand)).hasSize(8);
        assertThat(taken(queue, hand)).hasSize(8);
        assertThat(queue.size()).isEqualTo(4);
    }

    @Test
    void commandsOfAGroupComeInTheirOrder() {
        LedgerQueue queue = new LedgerQueue(ONE_LANE, 100, 3, Duration.ZERO);
        Hand hand = new Hand();
        List<Task> offered = offer(queue, 8);

        List<Task> inOrder = new ArrayList<>();
        for (int batch = 0; batch < 3; batch++) {
            inOrder.addAll(taken(queue, hand));
        }

        assertThat(inOrder).containsExactlyElementsOf(offered);
    }

    @Test
    void aGroupIsInOneHandAtATime() throws Exception {
        LedgerQueue queue = new LedgerQueue(2, 100, 256, Duration.ZERO);
        Hand first = new Hand();
        Hand second = new Hand();
        offer(queue, "A", 2);
        assertThat(accounts(taken(queue, first))).containsExactly("A", "A");

        offer(queue, "A", 1);
        Lane free = new Lane(queue, second);
        assertThat(free.next).as("all that waits is for the first hand to end").isNotDone();
        offer(queue, "B", 1);
        assertThat(free.next.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(accounts(second.tasks)).containsExactly("B");

        assertThat(queue.size()).isEqualTo(1);
        assertThat(accounts(taken(queue, first))).containsExactly("A");
    }

    @Test
    void aLaneThatIsFreeTakesWhatAnotherHasGivenUp() throws Exception {
        LedgerQueue queue = new LedgerQueue(2, 100, 1, Duration.ZERO);
        Hand first = new Hand();
        offer(queue, "A", 2);
        taken(queue, first);

        Lane free = new Lane(queue);
        offer(queue, "B", 1);
        assertThat(free.next.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        Lane other = new Lane(queue);
        assertThat(other.next).as("the group is in the first hand").isNotDone();
        Lane again = new Lane(queue, first);

        assertThat(other.next.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(again.next).as("the other lane's turn was first").isNotDone();
    }

    @Test
    void aCallerThatIsAloneNeverWaits() {
        LedgerQueue queue = new LedgerQueue(ONE_LANE, 100, 256, FOR_EVER);
        Hand hand = new Hand();

        for (int call = 0; call < 5; call++) {
            offer(queue, 1);
            assertThat(taken(queue, hand)).hasSize(1);
        }
    }

    @Test
    void underLoadItWaitsForThoseItHasJustAnswered() throws Exception {
        LedgerQueue queue = new LedgerQueue(ONE_LANE, 100, 256, FOR_EVER, this::muchLater);
        Hand hand = new Hand();
        offer(queue, 10);
        assertThat(taken(queue, hand)).hasSize(10);

        Lane lane = new Lane(queue, hand);
        offer(queue, 4);
        lane.awaitIdle();
        assertThat(lane.next).as("four of ten are too few").isNotDone();
        offer(queue, 1);

        assertThat(lane.next.get(10, TimeUnit.SECONDS)).isEqualTo(5);
    }

    @Test
    void ofSeveralLanesEachWaitsForItsShare() {
        LedgerQueue queue = new LedgerQueue(5, 100, 256, FOR_EVER, this::muchLater);
        Hand hand = new Hand();
        offer(queue, 10);
        assertThat(taken(queue, hand)).hasSize(10);

        offer(queue, 1);

        assertThat(taken(queue, hand)).as("half of a fifth of ten").hasSize(1);
    }

    @Test
    void waitsForThoseWhoComeWithinTheLingerAtThePresentRate() throws Exception {
        LedgerQueue queue = new LedgerQueue(5, 100, 256, FOR_EVER, () -> nanos);
        Hand hand = new Hand();
        offer(queue, 10);
        nanos += FOR_EVER.toNanos();
        assertThat(taken(queue, hand)).hasSize(10);

        Lane lane = new Lane(queue, hand);
        offer(queue, 9);
        lane.awaitIdle();
        assertThat(lane.next).as("ten came within the time of the linger").isNotDone();
        offer(queue, 1);

        assertThat(lane.next.get(10, TimeUnit.SECONDS)).isEqualTo(10);
    }

    @Test
    void waitsForNoMoreThanThereWereLately() {
        LedgerQueue queue = new LedgerQueue(5, 100, 256, FOR_EVER, () -> nanos);
        Hand hand = new Hand();

        for (int turn = 0; turn < 20; turn++) {
            offer(queue, 2);
            // So many that the rate alone would have it wait for thousands.
            nanos += 1000;
            assertThat(taken(queue, hand)).hasSize(2);
        }
    }

    @Test
    void waitsNoLongerThanTheLinger() {
        LedgerQueue queue = new LedgerQueue(ONE_LANE, 100, 256, Duration.ofMillis(5));
        Hand hand = new Hand();
        offer(queue, 50);
        assertThat(taken(queue, hand)).hasSize(50);

        offer(queue, 1);

        assertThat(taken(queue, hand)).hasSize(1);
    }

    @Test
    void aPeakFadesWhenTheLoadDoes() throws Exception {
        LedgerQueue queue = new LedgerQueue(ONE_LANE, 100, 256, FOR_EVER, this::muchLater);
        Hand hand = new Hand();
        offer(queue, 20);
        assertThat(taken(queue, hand)).hasSize(20);

        // Just enough each time; if the peak stayed, the second batch would wait for ever.
        for (int batch : new int[] {10, 9, 8, 7, 6, 5, 5, 4, 4, 3, 3, 3, 2, 2, 2, 2, 1, 1}) {
            Lane lane = new Lane(queue, hand);
            offer(queue, batch);
            assertThat(lane.next.get(10, TimeUnit.SECONDS)).isEqualTo(batch);
        }
    }

    @Test
    void closedItGivesWhatItHoldsAndEnds() {
        LedgerQueue queue = new LedgerQueue(ONE_LANE, 100, 256, FOR_EVER);
        Hand hand = new Hand();
        offer(queue, 10);
        assertThat(taken(queue, hand)).hasSize(10);
        offer(queue, 2);

        queue.close();

        assertThat(queue.offer(task("A"))).isFalse();
        assertThat(taken(queue, hand)).hasSize(2);
        assertThat(queue.take(hand)).isFalse();
    }

    @Test
    void closingWakesAllLanesThatWait() throws Exception {
        LedgerQueue queue = new LedgerQueue(2, 100, 256, FOR_EVER);
        Lane gathers = new Lane(queue);
        Lane waitsForItsTurn = new Lane(queue);

        queue.close();

        assertThat(gathers.next.get(10, TimeUnit.SECONDS)).isZero();
        assertThat(waitsForItsTurn.next.get(10, TimeUnit.SECONDS)).isZero();
    }

    /** A clock by which hardly anything comes within the linger. */
    private long muchLater() {
        return nanos += FOR_EVER.multipliedBy(1_000).toNanos();
    }

    /** A thread that asks for the next batch, and waits for it by the time it is made. */
    private static final class Lane {
        private final CompletableFuture<Integer> next = new CompletableFuture<>();
        private final Thread thread;

        Lane(LedgerQueue queue) {
            this(queue, new Hand());
        }

        Lane(LedgerQueue queue, Hand hand) {
            thread = new Thread(() -> {
                queue.take(hand);
                next.complete(hand.tasks.size());
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

    private static List<Task> offer(LedgerQueue queue, int tasks) {
        return offer(queue, "A", tasks);
    }

    private static List<Task> offer(LedgerQueue queue, String account, int tasks) {
        List<Task> offered = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            Task task = task(account);
            assertThat(queue.offer(task)).isTrue();
            offered.add(task);
        }
        return offered;
    }

    private static List<Task> taken(LedgerQueue queue, Hand hand) {
        assertThat(queue.take(hand)).isTrue();
        return List.copyOf(hand.tasks);
    }

    private static List<String> accounts(List<Task> tasks) {
        return tasks.stream().map(Task::account).toList();
    }

    private static Task task(String account) {
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
        return new Task(new Nothing(account), reply, AccountReach.EVERYTHING);
    }

    private record Nothing(String accountId) implements Command {
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
