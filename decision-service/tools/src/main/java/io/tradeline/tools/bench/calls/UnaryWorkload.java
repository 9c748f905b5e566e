package io.tradeline.tools.bench.calls;

import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.tradeline.tools.bench.load.Workload;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Unary gRPC calls over a few connections. */
public final class UnaryWorkload<Q, R> implements Workload {
    private static final int CONNECTIONS = 2;

    private final Connections connections;
    private final MethodDescriptor<Q, R> method;
    private final LongFunction<Q> requests;
    private final Predicate<R> approved;

    /**
     * @param client the same for every server that is measured
     * @param headers sent with each call
     * @param requests the request by its number
     * @param approved whether an answer lets the order go on
     */
    public UnaryWorkload(
            Client client,
            String host,
            int port,
            MethodDescriptor<Q, R> method,
            Metadata headers,
            LongFunction<Q> requests,
            Predicate<R> approved) {
        this.connections = new Connections(CONNECTIONS, client, host, port, headers);
        this.method = method;
        this.requests = requests;
        this.approved = approved;
    }

    @Override
    public void call(long sequence, Done done) {
        ClientCalls.asyncUnaryCall(
                connections.channel(sequence).newCall(method, CallOptions.DEFAULT),
                requests.apply(sequence),
                new Observer<>(done, approved));
    }

    @Override
    public void close() {
        connections.close();
    }

    private static final class Observer<R> implements StreamObserver<R> {
        private final Done done;
        private final Predicate<R> approved;
        private @Nullable R response;

        Observer(Done done, Predicate<R> approved) {
            this.done = done;
            this.approved = approved;
        }

        @Override
        public void onNext(R value) {
            response = value;
        }

        @Override
        public void onError(Throwable failure) {
            done.failed(failure);
        }

        @Override
        public void onCompleted() {
            if (response == null) {
                done.failed(new IllegalStateException("the call ended without an answer"));
            } else {
                done.answered(approved.test(response));
            }
        }
    }
}
