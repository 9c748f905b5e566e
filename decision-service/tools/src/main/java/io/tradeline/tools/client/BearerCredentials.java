package io.tradeline.tools.client;

import io.grpc.CallCredentials;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Sends a bearer token with each call. */
public final class BearerCredentials extends CallCredentials {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Supplier<String> token;

    /** @param token called with each call, on its thread: cheap unless a new token is due */
    public BearerCredentials(Supplier<String> token) {
        this.token = token;
    }

    @Override
    public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
        Metadata headers = new Metadata();
        try {
            headers.put(AUTHORIZATION, "Bearer " + token.get());
        } catch (RuntimeException noToken) {
            applier.fail(Status.UNAUTHENTICATED
                    .withDescription("no token: " + noToken.getMessage())
                    .withCause(noToken));
            return;
        }
        applier.apply(headers);
    }
}
