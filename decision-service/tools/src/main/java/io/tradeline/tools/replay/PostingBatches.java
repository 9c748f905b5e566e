package io.tradeline.tools.replay;

import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.Posting;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Gathers postings of many customers into few calls. While as many calls as allowed are under way, what comes in waits for the next one; so calls grow
 * with the load. Used by one thread.
 *
 * @param <W> who waits for a group of postings
 */
final class PostingBatches<W> {
    static final int MAX_POSTINGS = 500;

    private final int maxCalls;
    private final Deque<Group<W>> waiting = new ArrayDeque<>();
    private int calls;

    /** @param maxCalls calls that may be under way at once */
    PostingBatches(int maxCalls) {
        this.maxCalls = maxCalls;
    }

    /** Postings of one customer that go together, in order. */
    record Group<W>(W waiter, List<Posting> postings) {
        Group {
            postings = List.copyOf(postings);
        }
    }

    /** One call to be made. */
    record Batch<W>(List<Group<W>> groups) {
        Batch {
            groups = List.copyOf(groups);
        }

        PostReceivablesRequest request() {
            PostReceivablesRequest.Builder request = PostReceivablesRequest.newBuilder();
            groups.forEach(group -> request.addAllPostings(group.postings()));
            return request.build();
        }
    }

    /** @throws IllegalArgumentException when one customer's postings don't fit into a call */
    void add(W waiter, List<Posting> postings) {
        if (postings.size() > MAX_POSTINGS) {
            throw new IllegalArgumentException(
                    "postings: " + postings.size() + " (expected: at most " + MAX_POSTINGS + ")");
        }
        waiting.add(new Group<>(waiter, postings));
    }

    /** Takes the next call, if one may be made now; {@link #finished} must follow when it has ended. */
    Optional<Batch<W>> next() {
        if (calls == maxCalls || waiting.isEmpty()) {
            return Optional.empty();
        }
        List<Group<W>> groups = new ArrayList<>();
        int size = 0;
        for (Group<W> group = waiting.peek();
                group != null && size + group.postings().size() <= MAX_POSTINGS;
                group = waiting.peek()) {
            groups.add(waiting.remove());
            size += group.postings().size();
        }
        calls++;
        return Optional.of(new Batch<>(groups));
    }

    /** A call that was taken has ended. */
    void finished() {
        calls--;
    }
}
