package io.tradeline.decision.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A call of any method, whatever its type, with one request as bytes. A stream counts as answered with its first message, and as open when it neither ends nor says
 * anything for a while.
 *
 * @param status of the call's end; OK for a stream that was answered or stays open
 * @param messages that came
 */
record AnyCall(Status status, Metadata trailers, List<Message> messages) {

    private static final long UNARY_SECONDS = 30;
    private static final long OPEN_MILLIS = 10_000;

    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    };

    static AnyCall of(Channel channel, MethodDescriptor<?, ?> method, Message request) {
        return of(channel, method, request.toByteArray(), new Metadata());
    }

    static AnyCall of(Channel channel, MethodDescriptor<?, ?> method, byte[] request, Metadata headers) {
        return begin(channel, method, request, headers, CallOptions.DEFAULT);
    }

    private static <A> AnyCall begin(
            Channel channel, MethodDescriptor<?, A> method, byte[] request, Metadata headers, CallOptions options) {
        MethodDescriptor<byte[], A> raw =
                method.toBuilder(BYTES, method.getResponseMarshaller()).build();
        List<Message> messages = new CopyOnWriteArrayList<>();
        CompletableFuture<AnyCall> end = new CompletableFuture<>();
        boolean stream = !method.getType().serverSendsOneMessage() || method.getType() == MethodType.CLIENT_STREAMING;
        ClientCall<byte[], A> call = channel.newCall(raw, options);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(A message) {
                        messages.add((Message) message);
                        if (stream) {
                            end.complete(new AnyCall(Status.OK, new Metadata(), messages));
                        }
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(new AnyCall(status, trailers, messages));
                    }
                },
                headers);
        call.request(2);
        call.sendMessage(request);
        call.halfClose();
        try {
            return stream
                    ? end.completeOnTimeout(
                                    new AnyCall(Status.OK, new Metadata(), messages),
                                    OPEN_MILLIS,
                                    TimeUnit.MILLISECONDS)
                            .get()
                    : end.get(UNARY_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException never) {
            throw new AssertionError(method.getFullMethodName() + " was never answered", never);
        } catch (InterruptedException | ExecutionException failed) {
            throw new AssertionError(failed);
        } finally {
            call.cancel("the test has seen enough", null);
        }
    }

    Status.Code code() {
        return status.getCode();
    }

    /** The only message of a call that went well. */
    Message message() {
        if (!status.isOk()) {
            throw refusal();
        }
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }

    StatusRuntimeException refusal() {
        return status.asRuntimeException(trailers);
    }

    /** All that the caller gets to read. */
    String text() {
        return status + " " + trailers + " " + messages;
    }
}
