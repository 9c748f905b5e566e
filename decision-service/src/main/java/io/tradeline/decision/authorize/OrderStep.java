package io.tradeline.decision.authorize;

import com.google.protobuf.Message;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A later step of an order, which names it by its authorization; whose account it is, is found through that. */
abstract class OrderStep extends OrderCommand {

    private final UUID authorizationId;

    /** @param simulated whether the clock is the caller's */
    OrderStep(String requestId, String authorizationId, Message request, long clockMilli, boolean simulated) {
        super(requestId, request, clockMilli, simulated);
        this.authorizationId = UUID.fromString(authorizationId);
    }

    @Override
    public final @Nullable String accountId() {
        return null;
    }

    @Override
    public final UUID authorizationId() {
        return authorizationId;
    }
}
