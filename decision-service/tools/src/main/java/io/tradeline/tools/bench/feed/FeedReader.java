package io.tradeline.tools.bench.feed;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.tradeline.proto.feed.v1.FeedGrpc;
import io.tradeline.proto.feed.v1.SubscribeRequest;
import io.tradeline.tools.CommandException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One who reads the feed as quickly as it comes, and sees to it that nothing is missing. */
public final class FeedReader implements AutoCloseable {
    private static final MethodDescriptor<SubscribeRequest, FeedMessage> SEQUENCES = method(false);
    private static final MethodDescriptor<SubscribeRequest, FeedMessage> TIMES = method(true);

    private final ClientCall<SubscribeRequest, FeedMessage> call;
    private final @Nullable LongConsumer times;
    private volatile long through = -1;
    private volatile long end;
    private volatile @Nullable Status failure;
    private volatile boolean closed;

    private FeedReader(ClientCall<SubscribeRequest, FeedMessage> call, @Nullable LongConsumer times) {
        this.call = call;
        this.times = times;
    }

    private static MethodDescriptor<SubscribeRequest, FeedMessage> method(boolean withTimes) {
        MethodDescriptor<SubscribeRequest, ?> method = FeedGrpc.getSubscribeMethod();
        return method.toBuilder(method.getRequestMarshaller(), new FeedMessageMarshaller(withTimes))
                .build();
    }

    /** After a sequence. */
    public static FeedReader after(Channel channel, long sequence) {
        return begin(
                channel,
                SubscribeRequest.newBuilder().setAfterSequence(sequence).build(),
                null);
    }

    /** From now on. */
    public static FeedReader now(Channel channel) {
        return now(channel, null);
    }

    /**
     * From now on.
     *
     * @param times told when each event happened, in milliseconds by the clock of its order; null when nobody wants to know
     */
    public static FeedReader now(Channel channel, @Nullable LongConsumer times) {
        return begin(
                channel,
                SubscribeRequest.newBuilder()
                        .setStartAt(SubscribeRequest.Start.START_NOW)
                        .build(),
                times);
    }

    private static FeedReader begin(Channel channel, SubscribeRequest request, @Nullable LongConsumer times) {
        FeedReader reader =
                new FeedReader(channel.newCall(times == null ? SEQUENCES : TIMES, CallOptions.DEFAULT), times);
        reader.call.start(reader.new Messages(), new Metadata());
        reader.call.request(1);
        reader.call.sendMessage(request);
        reader.call.halfClose();
        return reader;
    }

    /** The last sequence up to which it has everything; negative before its first message. */
    public long through() {
        return through;
    }

    /** The last sequence that there was at its last message; 0 before its first one. */
    public long end() {
        return end;
    }

    /** @throws CommandException when the stream has ended, or an event was missing */
    public void check() {
        Status ended = failure;
        if (ended != null) {
            throw CommandException.failed("the feed can't be read: " + ended, ended.asRuntimeException());
        }
    }

    /** Leaves. */
    @Override
    public void close() {
        closed = true;
        call.cancel("enough", null);
    }

    private final class Messages extends ClientCall.Listener<FeedMessage> {
        @Override
        public void onMessage(FeedMessage message) {
            long before = through;
            if (message.firstSequence() != 0 && before >= 0 && message.firstSequence() != before + 1) {
                failure = Status.DATA_LOSS.withDescription("event " + message.firstSequence() + " came after " + before
                        + " (expected: " + (before + 1) + ")");
                call.cancel("an event is missing", null);
                return;
            }
            long[] happened = message.occurredAtMilli();
            if (times != null && happened != null) {
                for (long milli : happened) {
                    times.accept(milli);
                }
            }
            end = message.endSequence();
            through = message.throughSequence();
            call.request(1);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (!closed && failure == null) {
                failure = status;
            }
        }
    }
}
