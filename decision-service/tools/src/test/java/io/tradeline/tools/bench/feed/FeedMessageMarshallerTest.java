package io.tradeline.tools.bench.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.Timestamps;
import io.grpc.StatusRuntimeException;
import io.tradeline.proto.feed.v1.Event;
import io.tradeline.proto.feed.v1.SequencedEvent;
import io.tradeline.proto.feed.v1.SubscribeResponse;
import java.io.ByteArrayInputStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FeedMessageMarshallerTest {
    private static final long MILLI = 1_700_000_000_123L;

    @Test
    void sequencesAndTimes() {
        SubscribeResponse message = message(IntStream.rangeClosed(7, 2_000));

        FeedMessage read = parse(message, true);

        assertThat(read.firstSequence()).isEqualTo(7);
        assertThat(read.lastSequence()).isEqualTo(2_000);
        assertThat(read.throughSequence()).isEqualTo(2_001);
        assertThat(read.endSequence()).isEqualTo(3_000);
        assertThat(read.occurredAtMilli())
                .hasSize(1_994)
                .startsWith(MILLI + 7, MILLI + 8)
                .endsWith(MILLI + 2_000);
        assertThat(parse(message, false).occurredAtMilli()).isNull();
    }

    @Test
    void aMessageWithoutEvents() {
        FeedMessage read = parse(
                SubscribeResponse.newBuilder()
                        .setThroughSequence(5)
                        .setEndSequence(9)
                        .build(),
                true);

        assertThat(read.firstSequence()).isZero();
        assertThat(read.throughSequence()).isEqualTo(5);
        assertThat(read.endSequence()).isEqualTo(9);
    }

    @Test
    void anEventThatIsMissingIsSeen() {
        SubscribeResponse message = message(IntStream.of(4, 5, 7));

        assertThatThrownBy(() -> parse(message, false))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("event 7 after 5 (expected: 6)");
    }

    private static FeedMessage parse(SubscribeResponse message, boolean withTimes) {
        return new FeedMessageMarshaller(withTimes).parse(new ByteArrayInputStream(message.toByteArray()));
    }

    private static SubscribeResponse message(IntStream sequences) {
        SubscribeResponse.Builder message =
                SubscribeResponse.newBuilder().setThroughSequence(2_001).setEndSequence(3_000);
        sequences.forEach(sequence -> message.addEvents(SequencedEvent.newBuilder()
                .setSequence(sequence)
                .setEvent(Event.newBuilder()
                        .setKind(Event.Kind.KIND_DECIDED)
                        .setAccountId("A-" + sequence)
                        .setOccurredAt(Timestamps.fromMillis(MILLI + sequence)))));
        return message.build();
    }
}
