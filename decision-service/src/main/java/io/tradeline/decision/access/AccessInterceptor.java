package io.tradeline.decision.access;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tradeline.decision.refusal.Refusals;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lets a call pass when its bearer token is valid and allows the method, and its caller does not ask for too much. Health checks need no token; everything else
 * does.
 */
public final class AccessInterceptor implements ServerInterceptor {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String HEALTH = "grpc.health.v1.Health/";
    private static final String REFLECTION = "grpc.reflection.";

    private final TokenVerifier verifier;
    private final CallerLimits limits;
    private final AccessMeters meters;

    public AccessInterceptor(TokenVerifier verifier, CallerLimits limits, AccessMeters meters) {
        this.verifier = verifier;
        this.limits = limits;
        this.meters = meters;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        if (method.startsWith(HEALTH)) {
            return next.startCall(call, headers);
        }
        Caller caller;
        CallerLimits.Usage usage;
        boolean stream = call.getMethodDescriptor().getType() != MethodType.UNARY;
        try {
            caller = verifier.verify(token(headers));
            usage = limits.of(caller.subject());
            // What is denied counts as well.
            usage.requireRate();
            if (!method.startsWith(REFLECTION)) {
                requireScope(caller, method);
            }
            usage.begin(stream);
        } catch (StatusRuntimeException refused) {
            meters.refused(refused.getStatus().getCode());
            Metadata trailers = refused.getTrailers();
            call.close(refused.getStatus(), trailers == null ? new Metadata() : trailers);
            return new ServerCall.Listener<>() {};
        }
        try {
            return ending(
                    Contexts.interceptCall(
                            Context.current().withValues(Caller.KEY, caller, CallerLimits.KEY, usage),
                            call,
                            headers,
                            next),
                    usage,
                    stream);
        } catch (RuntimeException unexpected) {
            usage.end(stream);
            throw unexpected;
        }
    }

    /** Gives back what the call has taken when it ends, which gRPC tells in one of two ways, once. */
    private static <Q> ServerCall.Listener<Q> ending(
            ServerCall.Listener<Q> listener, CallerLimits.Usage usage, boolean stream) {
        return new SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onComplete() {
                usage.end(stream);
                super.onComplete();
            }

            @Override
            public void onCancel() {
                usage.end(stream);
                super.onCancel();
            }
        };
    }

    private static void requireScope(Caller caller, String method) {
        Set<Scope> needed = MethodAccess.scopes(method);
        if (needed.isEmpty()) {
            throw Status.UNIMPLEMENTED
                    .withDescription(method + " is not offered")
                    .asRuntimeException();
        }
        if (needed.stream().noneMatch(caller.scopes()::contains)) {
            throw Refusals.denied(method + " needs the scope "
                    + needed.stream().map(Scope::word).sorted().collect(Collectors.joining(" or ")));
        }
        if (!caller.accounts().isEverything() && MethodAccess.isForAllAccounts(method)) {
            throw Refusals.denied(method + " needs a token for all accounts: one without the claim accounts");
        }
    }

    private static String token(Metadata headers) {
        String value = headers.get(AUTHORIZATION);
        if (value == null || !value.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw Refusals.unauthenticated("a bearer token is needed: metadata authorization: Bearer TOKEN");
        }
        return value.substring(7).trim();
    }
}
