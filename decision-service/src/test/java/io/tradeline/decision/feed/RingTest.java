package io.tradeline.decision.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tradeline.proto.feed.v1.SequencedEvent;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RingTest {

    private final Ring ring = new Ring(5);

    @Test
    void itKeepsTheNewest() {
        ring.restart(10);
        ring.add(items(11, 13));
        ring.add(items(14, 17));

        assertThat(ring.end()).isEqualTo(17);
        assertThat(ring.size()).isEqualTo(5);
        assertThat(ring.after(11, 9, false)).as("12 is gone").isNull();
        assertThat(sequences(ring.after(12, 9, false))).containsExactly(13L, 14L, 15L, 16L, 17L);
        assertThat(sequences(ring.after(13, 2, false))).containsExactly(14L, 15L);
        assertThat(sequences(ring.after(17, 9, false))).isEmpty();
        assertThat(sequences(ring.after(20, 9, false)))
                .as("seen elsewhere first")
                .isEmpty();
    }

    @Test
    void itHasNothingOfWhatWasBeforeItsStart() {
        ring.restart(10);
        ring.add(items(11, 12));
        ring.restart(20);

        assertThat(ring.size()).isZero();
        assertThat(ring.after(12, 9, false)).isNull();
        assertThat(ring.after(20, 9, false)).isEmpty();
    }

    @Test
    void whoNeedsPathsGetsNoneWithout() {
        ring.add(List.of(new FeedItem(event(1), List.of("a")), new FeedItem(event(2), null)));

        assertThat(sequences(ring.after(0, 9, true))).containsExactly(1L);
        assertThat(ring.after(1, 9, true)).isNull();
        assertThat(sequences(ring.after(1, 9, false))).containsExactly(2L);
    }

    @Test
    void itTakesNoGap() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ring.add(items(2, 2)))
                .withMessage("event 2 (expected: 1)");
    }

    private static List<FeedItem> items(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(sequence -> new FeedItem(event(sequence), null))
                .toList();
    }

    private static SequencedEvent event(long sequence) {
        return SequencedEvent.newBuilder().setSequence(sequence).build();
    }

    private static List<Long> sequences(@Nullable List<FeedItem> items) {
        assertThat(items).isNotNull();
        return items == null
                ? List.of()
                : items.stream().map(FeedItem::sequence).toList();
    }
}
