package io.tradeline.tools.simulate;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.tradeline.proto.decision.v1.AuthorizeAnswer;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.AuthorizeStreamRequest;
import io.tradeline.proto.decision.v1.AuthorizeStreamResponse;
import io.tradeline.tools.client.ServiceClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * An order system's streams of orders, one to each instance: kept from one order to the next, and opened anew when they have ended. Used by one thread at a time; answers come on others.
 */
final class OrderStreams {
    private final Map<ServiceClient, Line> lines = new IdentityHashMap<>();

    /**
     * Sends an order. Its future fails with the order's refusal, or with the end of its stream.
     *
     * @param timeout after which the service answers that it was too late
     * @throws Violation when a stream has answered what nobody had asked
     */
    ListenableFuture<AuthorizeResponse> send(ServiceClient instance, AuthorizeRequest order, Duration timeout) {
        Line line = lines.get(instance);
        if (line == null || line.hasEnded()) {
            line = new Line();
            instance.decisions().authorizeStream(line);
            lines.put(instance, line);
        }
        return line.send(order, timeout);
    }

    /** Gives a stream up on which nothing comes. */
    void leave(ServiceClient instance) {
        Line line = lines.remove(instance);
        if (line != null) {
            line.leave();
        }
    }

    private static final class Line implements ClientResponseObserver<AuthorizeStreamRequest, AuthorizeStreamResponse> {
        /** By request id; one that is sent again while it is under way is answered as often as it was sent. */
        private final Map<String, Queue<SettableFuture<AuthorizeResponse>>> underWay = new HashMap<>();

        private @Nullable ClientCallStreamObserver<AuthorizeStreamRequest> out;
        private @Nullable Throwable end;
        private @Nullable String strange;

        @Override
        public void beforeStart(ClientCallStreamObserver<AuthorizeStreamRequest> stream) {
            out = stream;
        }

        synchronized boolean hasEnded() {
            requireKnown();
            return end != null;
        }

        private void requireKnown() {
            if (strange != null) {
                throw new Violation("a stream of orders answered request " + strange
                        + " (expected: the id of an order that was sent on it and not answered yet)");
            }
        }

        ListenableFuture<AuthorizeResponse> send(AuthorizeRequest order, Duration timeout) {
            SettableFuture<AuthorizeResponse> answer = SettableFuture.create();
            ClientCallStreamObserver<AuthorizeStreamRequest> to = out;
            synchronized (this) {
                requireKnown();
                if (end != null || to == null) {
                    answer.setException(end == null ? Status.UNAVAILABLE.asRuntimeException() : end);
                    return answer;
                }
                underWay.computeIfAbsent(order.getRequestId(), id -> new ArrayDeque<>())
                        .add(answer);
            }
            to.onNext(AuthorizeStreamRequest.newBuilder()
                    .setOrder(order)
                    .setTimeoutMillis(Math.toIntExact(timeout.toMillis()))
                    .build());
            return answer;
        }

        void leave() {
            ClientCallStreamObserver<AuthorizeStreamRequest> to = out;
            if (to != null) {
                to.cancel("nothing comes", null);
            }
        }

        @Override
        public void onNext(AuthorizeStreamResponse message) {
            for (AuthorizeAnswer answer : message.getAnswersList()) {
                SettableFuture<AuthorizeResponse> asked = asked(answer.getRequestId());
                if (asked != null) {
                    if (answer.hasError()) {
                        asked.setException(StatusProto.toStatusRuntimeException(answer.getError()));
                    } else {
                        asked.set(answer.getResponse());
                    }
                }
            }
        }

        private synchronized @Nullable SettableFuture<AuthorizeResponse> asked(String requestId) {
            Queue<SettableFuture<AuthorizeResponse>> waiting = underWay.get(requestId);
            if (waiting == null) {
                strange = requestId;
                return null;
            }
            SettableFuture<AuthorizeResponse> first = waiting.remove();
            if (waiting.isEmpty()) {
                underWay.remove(requestId);
            }
            return first;
        }

        @Override
        public void onError(Throwable failure) {
            ended(failure);
        }

        @Override
        public void onCompleted() {
            // Nobody had half-closed it.
            ended(Status.INTERNAL
                    .withDescription("the stream ended with OK while orders could still be sent on it")
                    .asRuntimeException());
        }

        private void ended(Throwable why) {
            Map<String, Queue<SettableFuture<AuthorizeResponse>>> left;
            synchronized (this) {
                end = why;
                left = new HashMap<>(underWay);
                underWay.clear();
            }
            left.values().forEach(waiting -> waiting.forEach(answer -> answer.setException(why)));
        }
    }
}
