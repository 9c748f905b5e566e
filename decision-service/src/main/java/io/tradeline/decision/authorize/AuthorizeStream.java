package io.tradeline.decision.authorize;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.tradeline.decision.access.CallerLimits;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.rpc.Reply;
import io.tradeline.decision.rpc.Streams;
import io.tradeline.decision.rpc.Turns;
import io.tradeline.decision.tracing.CallTrace;
import io.tradeline.proto.decision.v1.AuthorizeAnswer;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.AuthorizeStreamRequest;
import io.tradeline.proto.decision.v1.AuthorizeStreamResponse;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One stream of orders.
 *
 * <p>What bounds it is one number: an order is under way from when it is read until the transport, while it was ready for more, took its answer; as many as that frees
 * are asked for of the client. So neither orders nor answers pile up, whichever side is slow: the client's connection fills up, and that is all.
 *
 * <p>Orders come from the connection's event loop, answers from lanes, and any of these threads may be the one that writes, one at a time (see {@link Turns}). Answers of one batch go out in one message:
 * a lane hands them in one by one and then asks for them to be sent ({@link Reply#flush}), so that a batch costs one frame, one hand-over to the event loop and one wake-up of it.
 */
final class AuthorizeStream implements StreamObserver<AuthorizeStreamRequest>, Streams.Stream {

    /** Answers go into one message until they have so many bytes. */
    private static final int LARGE_MESSAGE = 64 * 1024;

    private static final int LONGEST_ID = 64;

    private final AuthorizeStreams streams;
    private final ServerCallStreamObserver<AuthorizeStreamResponse> out;
    private final CallerLimits.Usage usage;
    private final AuthorizeStreams.Orders orders;
    private final Queue<AuthorizeAnswer> answered = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Turns turns = new Turns(this::sendInTurn);
    /** Why it ends before the client wants it to. The first reason counts. */
    private final AtomicReference<@Nullable StatusRuntimeException> ending = new AtomicReference<>();

    private volatile Streams.@Nullable Ticket ticket;
    private volatile boolean halfClosed;
    private volatile boolean cut;
    private volatile boolean closed;

    AuthorizeStream(
            AuthorizeStreams streams,
            ServerCallStreamObserver<AuthorizeStreamResponse> out,
            CallerLimits.Usage usage,
            AuthorizeStreams.Orders orders) {
        this.streams = streams;
        this.out = out;
        this.usage = usage;
        this.orders = orders;
    }

    /** Takes over the call, while it is being started. */
    void attach() {
        out.disableAutoRequest();
        out.setOnReadyHandler(this::send);
        out.setOnCancelHandler(this::closed);
    }

    /** Begins to read. */
    void begin(Streams.Ticket leave, int window) {
        ticket = leave;
        if (closed) {
            // It was ended between being let in and getting here.
            leave.close();
        }
        out.request(window);
    }

    @Override
    public void onNext(AuthorizeStreamRequest request) {
        // Counted before the look at the end, which looks at the count after it is set: one of the two sees the other.
        underWay.incrementAndGet();
        if (ending.get() != null) {
            underWay.decrementAndGet();
            send();
            return;
        }
        String id = request.getOrder().getRequestId();
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            underWay.decrementAndGet();
            end(AuthorizeStreams.unattributable(request));
            return;
        }
        Answer answer = new Answer(id, request);
        try {
            answer.enter();
            streams.check(request);
            orders.submit(request.getOrder(), answer);
        } catch (StatusRuntimeException refusal) {
            answer.refuse(refusal);
        }
        if (!answered.isEmpty()) {
            send();
        }
    }

    @Override
    public void onError(Throwable gone) {
        // The call was cancelled, which the handler of that sees to.
        closed();
    }

    @Override
    public void onCompleted() {
        halfClosed = true;
        send();
    }

    @Override
    public void end(StatusRuntimeException why) {
        ending.compareAndSet(null, why);
        send();
    }

    @Override
    public void cut(StatusRuntimeException why) {
        ending.compareAndSet(null, why);
        cut = true;
        send();
    }

    /** Orders that were read and whose answers the transport has not taken yet. */
    int underWay() {
        return underWay.get();
    }

    private void send() {
        turns.take();
    }

    private void sendInTurn() {
        if (cut) {
            close(ending.get());
        }
        if (closed) {
            answered.clear();
            return;
        }
        int sent = 0;
        while (out.isReady() && !answered.isEmpty()) {
            sent += sendOneMessage();
        }
        int left = underWay.addAndGet(-sent);
        StatusRuntimeException why = ending.get();
        if (left == 0 && (why != null || halfClosed)) {
            close(why);
        } else if (sent > 0 && why == null && !halfClosed) {
            out.request(sent);
        }
    }

    private int sendOneMessage() {
        AuthorizeStreamResponse.Builder message = AuthorizeStreamResponse.newBuilder();
        int bytes = 0;
        AuthorizeAnswer answer = bytes < LARGE_MESSAGE ? answered.poll() : null;
        while (answer != null) {
            message.addAnswers(answer);
            bytes += answer.getSerializedSize();
            answer = bytes < LARGE_MESSAGE ? answered.poll() : null;
        }
        streams.meters().answered(message.getAnswersCount());
        out.onNext(message.build());
        return message.getAnswersCount();
    }

    private void close(@Nullable StatusRuntimeException why) {
        if (!closed) {
            closed();
            if (why == null) {
                out.onCompleted();
            } else {
                out.onError(why);
            }
        }
    }

    private void closed() {
        closed = true;
        Streams.Ticket leave = ticket;
        if (leave != null) {
            leave.close();
        }
    }

    /** Where one order's answer goes. */
    private final class Answer implements Reply {
        private final String requestId;
        private final @Nullable Deadline deadline;
        private final CallTrace trace = CallTrace.current().order();
        /** Whether it counts as under way. Set before the order is handed over. */
        private boolean entered;

        Answer(String requestId, AuthorizeStreamRequest request) {
            this.requestId = requestId;
            Deadline ofTheStream = Context.current().getDeadline();
            this.deadline = request.hasTimeoutMillis() ? earlier(ofTheStream, after(request)) : ofTheStream;
        }

        void enter() {
            usage.enter();
            entered = true;
        }

        private void left() {
            if (entered) {
                entered = false;
                usage.left();
            }
        }

        @Override
        public void answer(Message response) {
            left();
            trace.end(Status.Code.OK);
            answered.add(AuthorizeAnswer.newBuilder()
                    .setRequestId(requestId)
                    .setResponse((AuthorizeResponse) response)
                    .build());
        }

        @Override
        public void refuse(StatusRuntimeException refusal) {
            left();
            trace.end(refusal.getStatus().getCode());
            answered.add(AuthorizeAnswer.newBuilder()
                    .setRequestId(requestId)
                    .setError(Refusals.status(refusal))
                    .build());
        }

        @Override
        public CallTrace trace() {
            return trace;
        }

        @Override
        public boolean isGone() {
            return closed || out.isCancelled() || deadline != null && deadline.isExpired();
        }

        @Override
        public void flush() {
            if (!answered.isEmpty()) {
                send();
            }
        }
    }

    private static Deadline after(AuthorizeStreamRequest request) {
        return Deadline.after(request.getTimeoutMillis(), TimeUnit.MILLISECONDS);
    }

    private static Deadline earlier(@Nullable Deadline one, Deadline other) {
        return one == null ? other : one.minimum(other);
    }
}
