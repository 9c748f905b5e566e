package io.tradeline.tools.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** All versions of the facts of all accounts, and when they were pushed. Safe for several threads. */
final class FactsLog {
    /** Older versions than so many are forgotten: no decision that is still to be checked rests on them. */
    private static final int KEPT = 2_000;

    private final Map<String, TreeMap<Long, Pushed>> accounts = new ConcurrentHashMap<>();

    /**
     * Facts, and when they became known to the service.
     *
     * @param answeredNanos Long.MAX_VALUE until the service has confirmed them
     */
    private record Pushed(Facts facts, long sentNanos, long answeredNanos) {}

    /** A version that is about to be sent. */
    void sending(Facts facts) {
        put(facts, System.nanoTime(), Long.MAX_VALUE);
    }

    /** A version that the service has confirmed. */
    void stored(Facts facts, long answeredNanos) {
        put(facts, Long.MIN_VALUE, answeredNanos);
    }

    private void put(Facts facts, long sent, long answered) {
        TreeMap<Long, Pushed> versions = accounts.computeIfAbsent(facts.accountId(), id -> new TreeMap<>());
        synchronized (versions) {
            Pushed before = versions.get(facts.version());
            versions.put(facts.version(), new Pushed(facts, before == null ? sent : before.sentNanos(), answered));
            if (versions.size() > KEPT) {
                versions.pollFirstEntry();
            }
        }
    }

    /** The newest version that was sent. */
    Facts newest(String accountId) {
        TreeMap<Long, Pushed> versions = Objects.requireNonNull(accounts.get(accountId), accountId);
        synchronized (versions) {
            return versions.lastEntry().getValue().facts();
        }
    }

    /**
     * The facts that a decision rested on.
     *
     * @throws Violation when that version was not sent before the answer, or a newer one had been confirmed before the question
     */
    Facts used(String accountId, long version, long sentNanos, long answeredNanos) {
        TreeMap<Long, Pushed> versions = Objects.requireNonNull(accounts.get(accountId), accountId);
        List<Pushed> newer;
        Pushed used;
        synchronized (versions) {
            used = versions.get(version);
            newer = new ArrayList<>(versions.tailMap(version, false).values());
        }
        if (used == null || used.sentNanos() > answeredNanos) {
            throw new Violation("it rests on version " + version + " of the facts of " + accountId
                    + ", which nobody had sent by then");
        }
        for (Pushed later : newer) {
            if (later.answeredNanos() < sentNanos) {
                throw new Violation("it rests on version " + version + " of the facts of " + accountId
                        + " (expected: >= " + later.facts().version() + ", which was stored before it was asked)");
            }
        }
        return used.facts();
    }
}
