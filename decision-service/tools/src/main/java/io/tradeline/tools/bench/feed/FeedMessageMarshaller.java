package io.tradeline.tools.bench.feed;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.tradeline.proto.feed.v1.Event;
import io.tradeline.proto.feed.v1.SequencedEvent;
import io.tradeline.proto.feed.v1.SubscribeResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Messages of the feed, of which only the sequences are read, and the times where they are wanted: a hundred readers in one process must not be what is measured. */
final class FeedMessageMarshaller implements MethodDescriptor.Marshaller<FeedMessage> {
    private static final int EVENTS = message(SubscribeResponse.EVENTS_FIELD_NUMBER);
    private static final int THROUGH = number(SubscribeResponse.THROUGH_SEQUENCE_FIELD_NUMBER);
    private static final int END = number(SubscribeResponse.END_SEQUENCE_FIELD_NUMBER);
    private static final int SEQUENCE = number(SequencedEvent.SEQUENCE_FIELD_NUMBER);
    private static final int EVENT = message(SequencedEvent.EVENT_FIELD_NUMBER);
    private static final int OCCURRED_AT = message(Event.OCCURRED_AT_FIELD_NUMBER);
    private static final int SECONDS = number(Timestamp.SECONDS_FIELD_NUMBER);
    private static final int NANOS = number(Timestamp.NANOS_FIELD_NUMBER);

    private final boolean withTimes;

    FeedMessageMarshaller(boolean withTimes) {
        this.withTimes = withTimes;
    }

    private static int message(int field) {
        return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    private static int number(int field) {
        return field << 3 | WireFormat.WIRETYPE_VARINT;
    }

    @Override
    public InputStream stream(FeedMessage value) {
        throw new UnsupportedOperationException("sequences alone are no message of the feed");
    }

    /** @throws io.grpc.StatusRuntimeException when the message is malformed, or an event is missing within it */
    @Override
    public FeedMessage parse(InputStream message) {
        try {
            return parse(CodedInputStream.newInstance(message));
        } catch (IOException malformed) {
            throw Status.INTERNAL
                    .withDescription("a message of the feed can't be read: " + malformed.getMessage())
                    .withCause(malformed)
                    .asRuntimeException();
        }
    }

    private FeedMessage parse(CodedInputStream in) throws IOException {
        long first = 0;
        long last = 0;
        long through = 0;
        long end = 0;
        long[] times = new long[withTimes ? 1024 : 0];
        int count = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == EVENTS) {
                int outer = in.pushLimit(in.readRawVarint32());
                if (withTimes && count == times.length) {
                    times = Arrays.copyOf(times, 2 * count);
                }
                long sequence = event(in, times, count++);
                if (last != 0 && sequence != last + 1) {
                    throw new InvalidProtocolBufferException(
                            "event " + sequence + " after " + last + " (expected: " + (last + 1) + ")");
                }
                first = first == 0 ? sequence : first;
                last = sequence;
                in.popLimit(outer);
            } else if (tag == THROUGH) {
                through = in.readInt64();
            } else if (tag == END) {
                end = in.readInt64();
            } else {
                in.skipField(tag);
            }
        }
        return new FeedMessage(first, last, withTimes ? Arrays.copyOf(times, count) : null, through, end);
    }

    private long event(CodedInputStream in, long[] times, int place) throws IOException {
        long sequence = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == SEQUENCE) {
                sequence = in.readInt64();
            } else if (tag == EVENT && withTimes) {
                int outer = in.pushLimit(in.readRawVarint32());
                times[place] = occurredAt(in);
                in.popLimit(outer);
            } else {
                in.skipField(tag);
            }
        }
        return sequence;
    }

    private static long occurredAt(CodedInputStream in) throws IOException {
        long milli = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == OCCURRED_AT) {
                int outer = in.pushLimit(in.readRawVarint32());
                milli = milli(in);
                in.popLimit(outer);
            } else {
                in.skipField(tag);
            }
        }
        return milli;
    }

    private static long milli(CodedInputStream in) throws IOException {
        long milli = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == SECONDS) {
                milli += 1000 * in.readInt64();
            } else if (tag == NANOS) {
                milli += in.readInt32() / 1_000_000;
            } else {
                in.skipField(tag);
            }
        }
        return milli;
    }
}
