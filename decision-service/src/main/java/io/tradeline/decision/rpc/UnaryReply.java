package io.tradeline.decision.rpc;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.tradeline.decision.tracing.CallTrace;

/** The answer of a unary call. A caller who is gone gets nothing, and no error comes of it. */
public final class UnaryReply<A> implements Reply {

    private final ServerCallStreamObserver<A> observer;
    private final Context context = Context.current();
    private final CallTrace trace = CallTrace.current();

    public UnaryReply(StreamObserver<A> observer) {
        this.observer = (ServerCallStreamObserver<A>) observer;
        // With a handler set, answering a cancelled call is no error.
        this.observer.setOnCancelHandler(() -> {});
    }

    @Override
    @SuppressWarnings("unchecked") // a command answers with the response of the method that it was made for
    public void answer(Message response) {
        send((A) response);
    }

    void send(A response) {
        observer.onNext(response);
        observer.onCompleted();
    }

    @Override
    public void refuse(StatusRuntimeException refusal) {
        observer.onError(refusal);
    }

    @Override
    public CallTrace trace() {
        return trace;
    }

    @Override
    public boolean isGone() {
        return observer.isCancelled()
                || context.getDeadline() != null && context.getDeadline().isExpired();
    }
}
