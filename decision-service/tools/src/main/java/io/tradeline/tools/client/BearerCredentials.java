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

    /** The headers of a call with the token. */
    public static Metadata headers(String token) {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + token);
        return headers;
    }

    @Override
    public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
        Metadata headers;
        try {
            headers = headers(token.get());
        } catch (RuntimeException noToken) {
            applier.fail(Status.UNAUTHENTICATED
                    .withDescription("no token: " + noToken.getMessage())
                    .withCause(noToken));
            return;
        }
        applier.apply(headers);
    }
}
