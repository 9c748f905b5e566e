package io.tradeline.decision.ledger;

import io.tradeline.decision.exposure.Book;
import io.tradeline.decision.exposure.Figures;
import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.ledger.LedgerWrites.RowChange;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.rpc.Times;
import io.tradeline.proto.feed.v1.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An account's exposure built anew: worked out beside the row, without any lock, and put in its place.
 *
 * <p><b>What is true.</b> Each change of an exposure was written three times in one transaction: into the row, as an entry of the journal, and into the order or item that it is about. Where one of the three has come to differ, the
 * other two say what it was. If the row differs, it becomes what journal, orders and items say, and the journal needs no entry. If the journal differs, the row is right and gets a newer version, and an entry of the kind REBUILT
 * makes up for what the journal lacks. If orders and items differ, nothing can be built on them: they have to be restored. What is unapplied stands in row and journal only; the journal counts, unless it has just
 * been found to lack something.
 *
 * <p><b>Decisions go on.</b> Whatever happens to the account meanwhile changes all three alike, so that the differences stay what they are. Under the row's lock there is only one write left to do. A row whose calendar contradicts it
 * doesn't move on: no command can be applied to it. One that does, and whose calendar is to be built too, is worked out again.
 */
public final class AccountRebuild {

    private final NodeRow seen;
    private final JournalSum journal;
    private final SourceFigures sources;
    private final Figures truth;
    private final boolean calendar;

    private AccountRebuild(NodeRow seen, JournalSum journal, SourceFigures sources, Figures truth) {
        this.seen = seen;
        this.journal = journal;
        this.sources = sources;
        this.truth = truth;
        this.calendar = !Book.addsUp(seen.book(), truth);
    }

    /**
     * Works it out.
     *
     * @param connection in a transaction with one snapshot
     * @param journal what the account's entries come to in that snapshot
     * @param onOrdersAlone whether orders and items count where no two of the three agree, or the other two agree with each other
     * @throws io.grpc.StatusRuntimeException NOT_FOUND, FAILED_PRECONDITION when it can't be told what is true
     */
    public static AccountRebuild of(Connection connection, String accountId, JournalSum journal, boolean onOrdersAlone)
            throws SQLException {
        NodeRow row = PostgresLedger.readNodes(connection, Set.of(accountId)).get(accountId);
        if (row == null) {
            throw Refusals.unknown("account", accountId);
        }
        SourceFigures sources = SourceFigures.read(connection, accountId);
        return new AccountRebuild(row, journal, sources, truth(row, journal, sources.figures(), onOrdersAlone));
    }

    private static Figures truth(NodeRow seen, JournalSum journal, Figures sources, boolean onOrdersAlone) {
        Figures row = Figures.of(seen);
        Figures entries = journal.figures();
        if (sources.sameOrdersAndItems(entries)) {
            return entries;
        }
        if (sources.sameOrdersAndItems(row)) {
            return row;
        }
        if (onOrdersAlone) {
            return sources.withUnapplied(entries.unappliedMinor());
        }
        throw Refusals.precondition(
                "SOURCES_DIFFER",
                "account " + seen.accountId() + ": the row has " + row + "; the journal comes to " + entries
                        + "; orders and items come to " + sources
                        + " (expected: two that agree, orders and items among them)");
    }

    /** Whether anything is to be put right. */
    public boolean isNeeded() {
        return calendar
                || !Figures.of(seen).equals(truth)
                || !journal.figures().equals(truth)
                || seen.version() < journal.latestVersion();
    }

    /** The row as it was read. */
    public NodeRow before() {
        return seen;
    }

    /** What the journal comes to. */
    public Figures journal() {
        return journal.figures();
    }

    /** What orders and items come to; nothing unapplied. */
    public Figures ordersAndItems() {
        return sources.figures();
    }

    /** What the exposure is to be, if nothing has happened since. */
    public Figures after() {
        return truth;
    }

    /** What an entry of the journal has to make up for. */
    public Figures entry() {
        return truth.minus(journal.figures());
    }

    /**
     * Locks the row, and gives what it is to become.
     *
     * @param connection in a transaction in which each statement sees the present
     * @return empty when so much has happened that it must be worked out again
     */
    public Optional<Swap> lock(Connection connection, long nowMilli) throws SQLException {
        NodeRow now = PostgresLedger.lock(
                        connection, List.of(seen.accountId()), List.of(), List.of(), List.of(), List.of())
                .nodes()
                .get(seen.accountId());
        if (now == null) {
            return Optional.empty();
        }
        boolean moved = !now.sameFigures(seen);
        Figures figures = Figures.of(now).plus(truth.minus(Figures.of(seen)));
        if (moved && (calendar || !figures.isNowhereNegative() || !Book.addsUp(now.book(), figures))) {
            return Optional.empty();
        }
        long version = Math.addExact(Math.max(now.version(), journal.latestVersion()), 1);
        NodeRow after = new NodeRow(
                now.accountId(),
                now.factsVersion(),
                version,
                figures.reservedMinor(),
                figures.receivablesMinor(),
                figures.disputedMinor(),
                figures.unappliedMinor(),
                book(now, figures, Times.epochDay(nowMilli)),
                now.habits(),
                now.logSequence(),
                now.logHash());
        return Optional.of(new Swap(now, after, entry(), nowMilli));
    }

    private byte[] book(NodeRow now, Figures figures, int today) {
        if (!calendar && Figures.of(now).equals(figures)) {
            return now.book();
        }
        Book old = readable(now.book());
        Book book = calendar ? (old == null ? new Book() : old.withoutCalendar()) : Book.decode(now.book());
        if (calendar) {
            sources.enterIn(book);
        }
        book.close(today, figures.reservedMinor() + figures.receivablesMinor() - figures.unappliedMinor());
        return book.encode();
    }

    private static @Nullable Book readable(byte[] book) {
        try {
            return Book.decode(book);
        } catch (IllegalArgumentException garbled) {
            // What it said of past exposures and budgets is lost, which the caller is told.
            return null;
        }
    }

    /** Whether what was spent of budgets, and how high the exposure was, can't be read: both begin anew. */
    public boolean losesBudgets() {
        return calendar && readable(seen.book()) == null;
    }

    /**
     * A row under its lock, and what it becomes.
     *
     * @param entry for the journal; none is written when it is zero
     */
    public record Swap(NodeRow before, NodeRow after, Figures entry, long nowMilli) {

        /** Puts the row in its place. What else belongs to the transaction comes before: the journal's row is the last that is written. */
        public void write(Connection connection) throws SQLException {
            LedgerWrites writes = new LedgerWrites();
            writes.rows.add(new RowChange(before, after));
            if (!entry.isZero()) {
                writes.entries.add(new LedgerEntry(
                        after.accountId(),
                        after.version(),
                        List.of(),
                        List.of(),
                        EntryKind.REBUILT,
                        after.accountId(),
                        entry.reservedMinor(),
                        entry.receivablesMinor(),
                        entry.disputedMinor(),
                        entry.unappliedMinor(),
                        nowMilli));
            }
            writes.events.add(Event.newBuilder()
                    .setKind(Event.Kind.KIND_EXPOSURE_REBUILT)
                    .setAccountId(after.accountId())
                    .setSubject(Long.toString(after.version()))
                    .setOccurredAt(Times.timestamp(nowMilli))
                    .build());
            new LedgerWriter().write(connection, writes);
        }
    }
}
