package io.tradeline.decision.authorize;

import com.google.protobuf.Message;
import io.tradeline.decision.ledger.Command;
import io.tradeline.decision.ledger.EntryKind;
import io.tradeline.decision.ledger.OrderAuthorization;
import io.tradeline.decision.ledger.WorkingSet;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.ReleaseResponse;
import io.tradeline.proto.feed.v1.Event;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes a reservation that was not used in time out of the books. Decisions have not counted it since it lapsed; this makes the figures say so too. */
public final class LapseReservation implements Command {

    private final UUID authorizationId;
    private final long clockMilli;

    public LapseReservation(UUID authorizationId, long clockMilli) {
        this.authorizationId = authorizationId;
        this.clockMilli = clockMilli;
    }

    @Override
    public @Nullable String accountId() {
        return null;
    }

    @Override
    public UUID authorizationId() {
        return authorizationId;
    }

    @Override
    public @Nullable Identity identity() {
        return null;
    }

    @Override
    public long clockMilli() {
        return clockMilli;
    }

    @Override
    public Applied apply(WorkingSet set) {
        OrderAuthorization before = OrderCommand.require(set, authorizationId);
        // Captured, released or amended in the meantime: nothing is left to do.
        if (before.isLapsedAt(clockMilli)) {
            OrderAuthorization after = ReleaseReservation.giveBack(
                    set,
                    before,
                    before.reservedMinor(),
                    clockMilli,
                    EntryKind.LAPSED,
                    Authorization.State.STATE_LAPSED);
            set.put(after);
            set.tell(Event.Kind.KIND_LAPSED, before.accountId(), before.id().toString(), clockMilli, List.of());
        }
        return new Applied(authorizationId, ReleaseResponse::getDefaultInstance, false);
    }

    @Override
    public Message restore(FirstAnswer first) {
        throw new IllegalStateException("a lapse has no identity to be repeated under");
    }
}
