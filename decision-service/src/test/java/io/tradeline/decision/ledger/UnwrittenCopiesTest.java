package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.decision.exposure.ExposureCache.Key;
import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.ledger.UnwrittenCopies.Portion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class UnwrittenCopiesTest {
    private static final Duration NEVER = Duration.ofDays(1);

    @Test
    void whatIsCommittedWhileItWaitsIsPutTogether() throws Exception {
        UnwrittenCopies copies = new UnwrittenCopies(NEVER, Duration.ZERO);
        copies.note(List.of(), Map.of(key(1), row(1, 1), key(2), row(2, 7)));
        copies.note(List.of(), Map.of(key(1), row(1, 2)));

        assertThat(copies.awaitDue(() -> false).newer()).isEqualTo(Map.of(key(1), row(1, 2), key(2), row(2, 7)));
    }

    @Test
    void aRowWaitsNoLongerThanItsLagHoweverOftenItChanges() throws Exception {
        UnwrittenCopies copies = new UnwrittenCopies(Duration.ofMillis(200), NEVER);
        long began = System.nanoTime();
        CompletableFuture<Portion> due = due(copies);
        int version = 0;
        while (!due.isDone()) {
            copies.note(List.of(), Map.of(key(1), row(1, ++version)));
            Thread.onSpinWait();
        }

        assertThat(due.get().newer()).containsOnlyKeys(key(1));
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(200), Duration.ofSeconds(10));
    }

    @Test
    void aPortionIsSmallAndTheLongestWaitingAreFirst() {
        UnwrittenCopies copies = new UnwrittenCopies(NEVER, NEVER);
        for (int i = 0; i < 250; i++) {
            copies.note(List.of(), Map.of(key(i), row(i, 1)));
        }

        assertThat(copies.next().newer().keySet())
                .hasSize(UnwrittenCopies.PORTION)
                .contains(key(0), key(99));
        assertThat(copies.next().newer()).hasSize(100).containsKeys(key(100), key(199));
        assertThat(copies.next().newer()).hasSize(50);
        assertThat(copies.next().isNothing()).isTrue();
    }

    @Test
    void nothingWaitsWhereSomeoneNeedsIt() throws Exception {
        UnwrittenCopies copies = new UnwrittenCopies(NEVER, NEVER);
        copies.note(List.of(), Map.of(key(1), row(1, 1)));

        assertThat(copies.awaitDue(() -> true).newer()).containsOnlyKeys(key(1));
    }

    @Test
    void aCopyThatLiesIsTakenAwayAtOnce() throws Exception {
        UnwrittenCopies copies = new UnwrittenCopies(NEVER, NEVER);
        copies.note(List.of(key(3)), Map.of(key(1), row(1, 1)));

        Portion due = copies.awaitDue(() -> false);

        assertThat(due.wrong()).containsExactly(key(3));
        assertThat(due.newer()).containsOnlyKeys(key(1));
    }

    @Test
    void tooManyAreWrittenHoweverShortTheyHaveWaited() throws Exception {
        UnwrittenCopies copies = new UnwrittenCopies(NEVER, NEVER);
        Map<Key, NodeRow> committed = new HashMap<>();
        for (int i = 0; i < UnwrittenCopies.MANY; i++) {
            committed.put(key(i), row(i, 1));
        }
        copies.note(List.of(), committed);
        assertThat(copies.isMany()).isFalse();

        copies.note(List.of(), Map.of(key(-1), row(-1, 1)));

        assertThat(copies.isMany()).isTrue();
        assertThat(copies.awaitDue(() -> false).newer()).hasSize(UnwrittenCopies.PORTION);
        assertThat(copies.isMany()).isFalse();
    }

    @Test
    void whatIsLeftIsHandedOutBeforeItEnds() throws Exception {
        UnwrittenCopies copies = new UnwrittenCopies(NEVER, NEVER);
        copies.note(List.of(), Map.of(key(1), row(1, 1)));

        copies.close();

        assertThat(copies.awaitDue(() -> false).newer()).containsOnlyKeys(key(1));
        assertThat(copies.awaitDue(() -> false).isNothing()).isTrue();
    }

    @Test
    void theEndWakesWhoeverWaitsForSomething() throws Exception {
        UnwrittenCopies copies = new UnwrittenCopies(NEVER, NEVER);
        CompletableFuture<Portion> due = due(copies);

        copies.close();

        assertThat(due.get(10, TimeUnit.SECONDS).isNothing()).isTrue();
    }

    private static CompletableFuture<Portion> due(UnwrittenCopies copies) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return copies.awaitDue(() -> false);
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        });
    }

    private static Key key(int account) {
        return new Key("head", "account-" + account);
    }

    private static NodeRow row(int account, long version) {
        return ROWS.computeIfAbsent(
                account + "/" + version,
                none -> new NodeRow(
                        "account-" + account, 1, version, 0, 0, 0, 0, new byte[0], new byte[0], 0, new byte[0]));
    }

    /** Rows hold arrays, so that only the same one is equal. */
    private static final Map<String, NodeRow> ROWS = new HashMap<>();
}
