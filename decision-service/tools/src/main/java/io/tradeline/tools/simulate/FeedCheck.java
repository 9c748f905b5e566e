package io.tradeline.tools.simulate;

import io.tradeline.proto.feed.v1.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds what was read of the feed against what was written to the journal: the same events, each once, those of one account in the order of their effects. */
final class FeedCheck {
    private FeedCheck() {}

    /**
     * @param written in the order of the journal
     * @param read in the order of the feed
     * @throws Violation when they are not the same
     */
    static void check(List<Event> written, List<Event> read) {
        Map<String, List<String>> expected = byAccount(written);
        Map<String, List<String>> found = byAccount(read);
        Set<String> accounts = new LinkedHashSet<>(expected.keySet());
        accounts.addAll(found.keySet());
        for (String account : accounts) {
            List<String> should = expected.getOrDefault(account, List.of());
            List<String> are = found.getOrDefault(account, List.of());
            int same = 0;
            while (same < should.size() && same < are.size() && should.get(same).equals(are.get(same))) {
                same++;
            }
            if (same < should.size() || same < are.size()) {
                throw new Violation("of account " + account + " the feed has " + at(are, same) + " as its event "
                        + (same + 1) + " of the round (expected: " + at(should, same) + ", as in the journal)");
            }
        }
    }

    private static Map<String, List<String>> byAccount(List<Event> events) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (Event event : events) {
            all.computeIfAbsent(event.getAccountId(), id -> new ArrayList<>()).add(name(event));
        }
        return all;
    }

    /** The reader is also told what follows from an event: the order that it is about. */
    private static String name(Event event) {
        return event.toBuilder().clearAuthorizationId().build().toString().replace('\n', ' ');
    }

    private static String at(List<String> events, int place) {
        return place < events.size() ? events.get(place) : "nothing";
    }
}
