package io.tradeline.decision.exposure;

import org.jspecify.annotations.Nullable;

/**
 * An account's exposure while commands are applied to it. Starts from a row, ends as the next one. Every change goes through {@link #apply}, which
 * gives the delta that the ledger records. Mutable; not thread-safe.
 */
public final class NodeState {

    private final NodeRow before;
    private long version;
    private long reserved;
    private long receivables;
    private long disputed;
    private long unapplied;
    private long logSequence;
    private byte[] logHash;
    private final Book book;
    private final long readAtMilli;
    /** Taken apart when it is first asked for: those of accounts that only lend their credit are not. */
    private @Nullable Habits habits;

    private boolean bookChanged;
    private boolean habitsChanged;

    /**
     * @param nowMilli the moment of reading; matters only for habits that can't be read
     * @throws IllegalStateException when the row's figures and its calendar contradict each other
     */
    public NodeState(NodeRow row, long nowMilli) {
        before = row;
        version = row.version();
        reserved = row.reservedMinor();
        receivables = row.receivablesMinor();
        disputed = row.disputedMinor();
        unapplied = row.unappliedMinor();
        logSequence = row.logSequence();
        logHash = row.logHash();
        book = Book.decode(row.book());
        readAtMilli = nowMilli;
        if (book.dueTotal() != receivables || book.reservationTotal() != reserved) {
            throw new IllegalStateException(
                    "exposure of " + row.accountId() + ": due " + book.dueTotal() + ", reservations "
                            + book.reservationTotal() + " (expected: " + receivables + ", " + reserved + ")");
        }
    }

    public String accountId() {
        return before.accountId();
    }

    public NodeRow before() {
        return before;
    }

    public long version() {
        return version;
    }

    public long reserved() {
        return reserved;
    }

    /** Reservations less those that have lapsed by the moment, although no one has taken them out yet. */
    public long reservedAt(long epochMilli) {
        return reserved - book.lapsed(epochHour(epochMilli));
    }

    public long receivables() {
        return receivables;
    }

    public long disputed() {
        return disputed;
    }

    public long unapplied() {
        return unapplied;
    }

    public Book book() {
        return book;
    }

    public Habits habits() {
        Habits known = habits;
        if (known == null) {
            known = Habits.decode(before.habits(), readAtMilli);
            habits = known;
        }
        return known;
    }

    /** Place of the account's latest decision in its log. */
    public long logSequence() {
        return logSequence;
    }

    /** The head of that log's chain. */
    public byte[] logHash() {
        return logHash;
    }

    /** Another decision is the head of the log. */
    public void logged(byte[] hash) {
        logSequence++;
        logHash = hash;
    }

    public boolean isChanged() {
        return version != before.version();
    }

    public void habitsChanged() {
        habitsChanged = true;
    }

    public void bookChanged() {
        bookChanged = true;
    }

    /** Counts one change; every command that changes anything of an account counts one. */
    public long nextVersion() {
        return ++version;
    }

    /** Adds the change to the figures. The calendar's side of it is the caller's. */
    public void apply(
            long reservedDelta, long receivablesDelta, long disputedDelta, long unappliedDelta, int epochDay) {
        reserved = notNegative("reserved", Math.addExact(reserved, reservedDelta));
        receivables = notNegative("receivables", Math.addExact(receivables, receivablesDelta));
        disputed = notNegative("disputed", Math.addExact(disputed, disputedDelta));
        unapplied = notNegative("unapplied", Math.addExact(unapplied, unappliedDelta));
        book.close(epochDay, reserved + receivables - unapplied);
        bookChanged = true;
    }

    /** The row to be written. */
    public NodeRow after() {
        return new NodeRow(
                before.accountId(),
                before.factsVersion(),
                version,
                reserved,
                receivables,
                disputed,
                unapplied,
                bookChanged ? book.encode() : before.book(),
                habitsChanged ? habits().encode() : before.habits(),
                logSequence,
                logHash);
    }

    public static int epochHour(long epochMilli) {
        return (int) Math.floorDiv(epochMilli, Activity.HOUR);
    }

    private long notNegative(String what, long value) {
        if (value < 0) {
            throw new IllegalStateException(what + " of " + accountId() + ": " + value + " (expected: >= 0)");
        }
        return value;
    }
}
