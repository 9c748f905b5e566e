package io.tradeline.tools.bench.calls;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.tradeline.proto.decision.v1.AuthorizeStreamRequest;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.tools.bench.calls.StreamAnswersMarshaller.Answer;
import io.tradeline.tools.bench.load.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Orders on a few streams of AuthorizeStream, each over a connection of its own. */
public final class StreamWorkload implements Workload {
    private static final int STREAMS = 2;

    private static final MethodDescriptor<byte[], List<Answer>> METHOD =
            DecisionsGrpc.getAuthorizeStreamMethod().toBuilder(new BytesMarshaller(), new StreamAnswersMarshaller())
                    .build();

    private final Connections connections;
    private final List<OrderStream> streams = new ArrayList<>();
    private final LongFunction<String> requestIds;
    private final LongFunction<byte[]> orders;

    /**
     * @param requestIds of the orders by their number
     * @param orders the AuthorizeRequest by its number
     */
    public StreamWorkload(
            Client client,
            String host,
            int port,
            Metadata headers,
            LongFunction<String> requestIds,
            LongFunction<byte[]> orders) {
        this.requestIds = requestIds;
        this.orders = orders;
        this.connections = new Connections(STREAMS, client, host, port, headers);
        for (int i = 0; i < STREAMS; i++) {
            streams.add(new OrderStream(connections.channel(i).newCall(METHOD, CallOptions.DEFAULT)));
        }
    }

    @Override
    public void call(long sequence, Done done) {
        streams.get((int) (sequence % STREAMS))
                .send(requestIds.apply(sequence), inStream(orders.apply(sequence)), done);
    }

    /** The order as the only field of an AuthorizeStreamRequest. */
    private static byte[] inStream(byte[] order) {
        byte[] bytes =
                new byte[CodedOutputStream.computeByteArraySize(AuthorizeStreamRequest.ORDER_FIELD_NUMBER, order)];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeTag(AuthorizeStreamRequest.ORDER_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeByteArrayNoTag(order);
        } catch (IOException tooSmall) {
            throw new UncheckedIOException(tooSmall);
        }
        return bytes;
    }

    @Override
    public void close() {
        connections.close();
    }

    /** One stream, and the orders that wait for their answers on it. */
    private static final class OrderStream implements StreamObserver<List<Answer>> {
        private final Map<String, Done> underWay = new ConcurrentHashMap<>();
        private final StreamObserver<byte[]> requests;
        private volatile @Nullable Throwable ended;

        OrderStream(ClientCall<byte[], List<Answer>> call) {
            requests = ClientCalls.asyncBidiStreamingCall(call, this);
        }

        void send(String requestId, byte[] request, Done done) {
            underWay.put(requestId, done);
            synchronized (requests) {
                if (ended == null) {
                    requests.onNext(request);
                }
            }
            Throwable failure = ended;
            if (failure != null && underWay.remove(requestId) != null) {
                done.failed(failure);
            }
        }

        @Override
        public void onNext(List<Answer> answers) {
            for (Answer answer : answers) {
                Done done = underWay.remove(answer.requestId());
                if (done == null) {
                    throw new IllegalStateException("an answer to " + answer.requestId() + ", which does not wait");
                }
                if (answer.refusal() == null) {
                    done.answered(answer.outcome() == Outcome.OUTCOME_APPROVED);
                } else {
                    done.failed(StatusProto.toStatusRuntimeException(answer.refusal()));
                }
            }
        }

        @Override
        public void onError(Throwable failure) {
            ended = failure;
            for (String requestId : List.copyOf(underWay.keySet())) {
                Done done = underWay.remove(requestId);
                if (done != null) {
                    done.failed(failure);
                }
            }
        }

        @Override
        public void onCompleted() {
            onError(new IllegalStateException("the stream ended, and nobody had asked for it"));
        }
    }
}
