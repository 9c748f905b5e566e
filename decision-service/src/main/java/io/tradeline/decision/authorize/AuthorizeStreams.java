package io.tradeline.decision.authorize;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.tradeline.decision.access.CallerLimits;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.rpc.Reply;
import io.tradeline.decision.rpc.Streams;
import io.tradeline.decision.validation.ContractValidator;
import io.tradeline.decision.validation.ValidationInterceptor;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.AuthorizeStreamRequest;
import io.tradeline.proto.decision.v1.AuthorizeStreamResponse;
import java.util.concurrent.atomic.LongAdder;

/** The streams of orders: how many there may be, how much each may have under way, and what they did. */
public final class AuthorizeStreams {

    private final Streams.Kind<AuthorizeStream> open;
    private final int window;
    private final ContractValidator validator = new ContractValidator();
    private final Meters meters = new Meters();

    /** What becomes of an order that a stream has read. */
    interface Orders {

        /** Decides it as a call of its own would. */
        void submit(AuthorizeRequest order, Reply reply);
    }

    /**
     * @param most streams at once
     * @param window orders of one stream that may be under way
     */
    public AuthorizeStreams(Streams streams, int most, int window) {
        this.open = streams.kind("AuthorizeStream", most);
        this.window = window;
    }

    /** What was done, since the start. */
    public final class Meters {
        private final LongAdder orders = new LongAdder();
        private final LongAdder answers = new LongAdder();
        private final LongAdder messages = new LongAdder();

        void answered(int count) {
            answers.add(count);
            messages.increment();
        }

        /** Streams that are open. */
        public int open() {
            return open.open();
        }

        /** Streams that were refused as too many were open. */
        public long refused() {
            return open.refused();
        }

        /** Orders of all streams that were read and whose answers no transport has taken yet. */
        public long underWay() {
            return open.sum(AuthorizeStream::underWay);
        }

        /** Orders that were read. */
        public long orders() {
            return orders.sum();
        }

        /** Answers that were sent. */
        public long answers() {
            return answers.sum();
        }

        /** Messages in which they were sent. */
        public long messages() {
            return messages.sum();
        }
    }

    public Meters meters() {
        return meters;
    }

    StreamObserver<AuthorizeStreamRequest> open(
            StreamObserver<AuthorizeStreamResponse> observer,
            long expiresAtMilli,
            CallerLimits.Usage usage,
            Orders orders) {
        ServerCallStreamObserver<AuthorizeStreamResponse> out =
                (ServerCallStreamObserver<AuthorizeStreamResponse>) observer;
        AuthorizeStream stream = new AuthorizeStream(this, out, usage, orders);
        stream.attach();
        try {
            stream.begin(open.enter(stream, expiresAtMilli), window);
        } catch (StatusRuntimeException refusal) {
            stream.cut(refusal);
        }
        return stream;
    }

    /**
     * Holds an order to the limits that Authorize has, in the same words.
     *
     * @throws StatusRuntimeException INVALID_ARGUMENT
     */
    void check(AuthorizeStreamRequest request) {
        meters.orders.increment();
        validator.require(request.getOrder());
        if (request.hasTimeoutMillis()) {
            validator.require(AuthorizeStreamRequest.newBuilder()
                    .setTimeoutMillis(request.getTimeoutMillis())
                    .build());
        }
    }

    /** Why a request that names no order ends its stream. */
    static StatusRuntimeException unattributable(AuthorizeStreamRequest request) {
        StatusRuntimeException unread = ValidationInterceptor.unread();
        return unread != null
                ? unread
                : Refusals.invalid(
                        "order.request_id",
                        request.getOrder().getRequestId().length() + " characters (expected: 1 to 64, so that its"
                                + " answer can name it)");
    }
}
