package io.tradeline.decision.feed;

import io.tradeline.proto.feed.v1.SequencedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event with its sequence.
 *
 * @param path its account and those above it, the account first; empty for an event of no account, null when nobody had asked for it
 */
record FeedItem(SequencedEvent event, @Nullable List<String> path) {

    long sequence() {
        return event.getSequence();
    }
}
