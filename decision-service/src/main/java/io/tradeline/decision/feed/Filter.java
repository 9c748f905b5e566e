package io.tradeline.decision.feed;

import io.tradeline.decision.access.AccountReach;
import io.tradeline.decision.access.Caller;
import io.tradeline.proto.feed.v1.Event;
import io.tradeline.proto.feed.v1.SubscribeRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which events a subscription gets: what it asks for, as far as its caller may see it.
 *
 * @param kinds empty: all
 * @param accounts with all below them; empty: all, and events of no account
 * @param reach the accounts that the caller sees; one who does not see all gets no events of no account
 */
record Filter(Set<Event.Kind> kinds, Set<String> accounts, AccountReach reach) {

    static Filter of(SubscribeRequest request, Caller caller) {
        Set<Event.Kind> kinds = EnumSet.noneOf(Event.Kind.class);
        kinds.addAll(request.getKindsList());
        return new Filter(kinds, Set.copyOf(request.getAccountIdsList()), caller.accounts());
    }

    /** Whether it goes by the hierarchy, so that items must have their paths. */
    boolean needsPaths() {
        return !accounts.isEmpty() || !reach.isEverything();
    }

    boolean passes(FeedItem item) {
        return (kinds.isEmpty() || kinds.contains(item.event().getEvent().getKind()))
                && (!needsPaths() || isWithin(path(item)));
    }

    private boolean isWithin(List<String> path) {
        return (accounts.isEmpty() || path.stream().anyMatch(accounts::contains))
                && (reach.isEverything() || path.stream().anyMatch(reach::names));
    }

    private static List<String> path(FeedItem item) {
        List<String> path = item.path();
        if (path == null) {
            throw new IllegalStateException("an event without its path");
        }
        return path;
    }
}
