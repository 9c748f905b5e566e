package io.tradeline.decision.feed;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tradeline.decision.directory.AccountDirectory;
import io.tradeline.decision.directory.AccountEntry;
import io.tradeline.decision.directory.AccountPath;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.feed.v1.Event;
import io.tradeline.proto.feed.v1.SequencedEvent;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads events in the order of their sequences. */
final class FeedStore {

    /** Blocks that are looked at for one page: while little happens, they are small. */
    private static final int BLOCKS = 256;

    // Those within the page, and the next one however large it is: not one more, they are long.
    private static final String BLOCKS_AFTER = """
            SELECT first_sequence, last_sequence, journal_ids FROM feed_block
            WHERE last_sequence > ? AND last_sequence <= greatest(?, (SELECT min(last_sequence) FROM feed_block WHERE last_sequence > ?))
            ORDER BY last_sequence LIMIT ?""";

    private static final String EVENTS = "SELECT journal_id, events FROM journal WHERE journal_id = ANY (?)";
    private static final String EVENTS_AND_ACCOUNTS = """
            SELECT journal_id, events, ARRAY(SELECT DISTINCT id FROM unnest(entries) entry, unnest(account_id || above_ids) id)
            FROM journal WHERE journal_id = ANY (?)""";

    private final AccountDirectory directory;

    FeedStore(AccountDirectory directory) {
        this.directory = directory;
    }

    /**
     * What the feed has.
     *
     * @param oldest first sequence that can still be read; end + 1 when there is none
     * @param end last sequence that was given
     */
    record Bounds(long oldest, long end) {}

    /**
     * Events in a row.
     *
     * @param through the last sequence among them; where the page begins when there is none
     * @param changed accounts whose exposure or facts are others since; empty unless it was asked for
     */
    record Page(List<FeedItem> items, long through, Set<String> changed) {

        /** Whether another release decides since. */
        boolean isOtherRelease() {
            return items.stream()
                    .anyMatch(item -> item.event().getEvent().getKind() == Event.Kind.KIND_RELEASE_ACTIVATED);
        }
    }

    /** What is to be read beside the events themselves. */
    record Wanted(boolean paths, boolean changed) {}

    static Bounds bounds(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT last_sequence, (SELECT first_sequence FROM feed_block ORDER BY feed_block.last_sequence LIMIT 1) FROM feed_end");
                ResultSet row = statement.executeQuery()) {
            row.next();
            long end = row.getLong(1);
            long oldest = row.getLong(2);
            return new Bounds(row.wasNull() ? end + 1 : oldest, end);
        }
    }

    static long end(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT last_sequence FROM feed_end");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * The events after a sequence: about as many as wanted, whole blocks at a time.
     *
     * @throws PastRetentionException when the next one is not there any more
     */
    Page read(Connection connection, long after, int about, Wanted wanted) throws SQLException, PastRetentionException {
        List<Block> blocks = blocks(connection, after, about);
        if (blocks.isEmpty()) {
            return new Page(List.of(), after, Set.of());
        }
        Set<String> changed = new HashSet<>();
        Map<Long, byte[][]> rows = rows(connection, blocks, wanted.changed() ? changed : null);
        List<SequencedEvent> events = new ArrayList<>();
        for (Block block : blocks) {
            long sequence = block.first;
            for (Long id : block.ids) {
                for (byte[] body : rows.getOrDefault(id, new byte[0][])) {
                    if (sequence > after) {
                        events.add(SequencedEvent.newBuilder()
                                .setSequence(sequence)
                                .setEvent(event(body))
                                .build());
                    }
                    sequence++;
                }
            }
            if (sequence != block.last + 1) {
                throw new IllegalStateException("the journal has " + (sequence - block.first) + " events of the block "
                        + block.first + " to " + block.last);
            }
        }
        forgetOutdated(events);
        Map<String, List<String>> paths = wanted.paths() ? paths(connection, events) : Map.of();
        List<FeedItem> items = new ArrayList<>(events.size());
        for (SequencedEvent event : events) {
            String account = event.getEvent().getAccountId();
            if (wanted.changed() && !account.isEmpty()) {
                changed.add(account);
            }
            items.add(new FeedItem(event, wanted.paths() ? paths.getOrDefault(account, alone(account)) : null));
        }
        return new Page(items, blocks.get(blocks.size() - 1).last, changed);
    }

    private static List<String> alone(String account) {
        return account.isEmpty() ? List.of() : List.of(account);
    }

    private record Block(long first, long last, Long[] ids) {}

    private static List<Block> blocks(Connection connection, long after, int about)
            throws SQLException, PastRetentionException {
        List<Block> blocks = new ArrayList<>();
        long next = after + 1;
        try (PreparedStatement statement = connection.prepareStatement(BLOCKS_AFTER)) {
            statement.setLong(1, after);
            statement.setLong(2, after + about);
            statement.setLong(3, after);
            statement.setInt(4, BLOCKS);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Block block = new Block(rows.getLong(1), rows.getLong(2), (Long[])
                            rows.getArray(3).getArray());
                    if (blocks.isEmpty() ? block.first > next : block.first != next) {
                        throw new PastRetentionException(next, block.first);
                    }
                    blocks.add(block);
                    next = block.last + 1;
                }
            }
        }
        return blocks;
    }

    private static Map<Long, byte[][]> rows(Connection connection, List<Block> blocks, @Nullable Set<String> changed)
            throws SQLException {
        Long[] ids = blocks.stream()
                .flatMap(block -> java.util.Arrays.stream(block.ids))
                .toArray(Long[]::new);
        Map<Long, byte[][]> found = new HashMap<>(2 * ids.length);
        try (PreparedStatement statement =
                connection.prepareStatement(changed == null ? EVENTS : EVENTS_AND_ACCOUNTS)) {
            statement.setArray(1, connection.createArrayOf("bigint", ids));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getLong(1), (byte[][]) rows.getArray(2).getArray());
                    if (changed != null) {
                        Array accounts = rows.getArray(3);
                        changed.addAll(List.of((String[]) accounts.getArray()));
                    }
                }
            }
        }
        return found;
    }

    /** As it was written, with what follows from it: a new order's decision is its authorization, and a step is about its subject. */
    private static Event event(byte[] body) throws SQLException {
        Event event;
        try {
            event = Event.parseFrom(body);
        } catch (InvalidProtocolBufferException garbled) {
            throw new SQLException("an event can't be read", garbled);
        }
        boolean isStep = switch (event.getKind()) {
            case KIND_CAPTURED, KIND_RELEASED, KIND_LAPSED -> true;
            case KIND_DECIDED, KIND_HELD, KIND_ALERTED ->
                event.getOutcome() != Outcome.OUTCOME_UNSPECIFIED
                        && event.getAuthorizationId().isEmpty();
            default -> false;
        };
        return isStep ? event.toBuilder().setAuthorizationId(event.getSubject()).build() : event;
    }

    /** The hierarchy that subscriptions go by is the one in memory: it must not be older than the event. */
    private void forgetOutdated(List<SequencedEvent> events) {
        for (SequencedEvent sequenced : events) {
            Event event = sequenced.getEvent();
            if (event.getKind() == Event.Kind.KIND_ACCOUNT_CHANGED) {
                AccountPath known = directory.path(event.getAccountId());
                if (known != null && known.ordering().version() < Long.parseLong(event.getSubject())) {
                    directory.forget(List.of(event.getAccountId()));
                }
            }
        }
    }

    private Map<String, List<String>> paths(Connection connection, List<SequencedEvent> events) throws SQLException {
        Set<String> accounts = new HashSet<>();
        for (SequencedEvent event : events) {
            if (!event.getEvent().getAccountId().isEmpty()) {
                accounts.add(event.getEvent().getAccountId());
            }
        }
        Map<String, List<String>> paths = new HashMap<>();
        directory
                .paths(connection, accounts)
                .forEach((account, path) -> paths.put(
                        account, path.entries().stream().map(AccountEntry::id).toList()));
        return paths;
    }
}
