package io.tradeline.decision.recount;

import io.tradeline.decision.exposure.Figures;
import io.tradeline.decision.ledger.JournalSum;
import org.jspecify.annotations.Nullable;

/**
 * An account whose row is not what the journal comes to.
 *
 * @param version of the exposure in the row; 0 when there is none
 * @param row the figures in the row; zero when there is none
 */
record Drift(String accountId, Kind kind, long version, Figures row, JournalSum journal) {

    /** How an account's row is wrong; the first that applies. The numbers are stored, and those of the contract. */
    enum Kind {
        /** There are entries of the account, and no row. */
        ROW_MISSING(1),
        /** The figures are not the sum of the entries. */
        FIGURES(2),
        /** An entry has a later version than the row: the row was put back. */
        VERSION(3),
        /** The calendar can't be read, or does not add up to the figures. */
        CALENDAR(4);

        private final short number;

        Kind(int number) {
            this.number = (short) number;
        }

        short number() {
            return number;
        }

        static Kind of(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("kind of drift: " + number + " (expected: one that is known here)");
        }
    }

    /**
     * What is wrong with a row; null when nothing is.
     *
     * @param calendarAddsUp whether the row's calendar can be read and comes to the figures
     */
    static @Nullable Drift between(
            String accountId, long version, Figures row, boolean calendarAddsUp, JournalSum journal) {
        Kind kind = null;
        if (!row.equals(journal.figures())) {
            kind = Kind.FIGURES;
        } else if (version < journal.latestVersion()) {
            kind = Kind.VERSION;
        } else if (!calendarAddsUp) {
            kind = Kind.CALENDAR;
        }
        return kind == null ? null : new Drift(accountId, kind, version, row, journal);
    }

    static Drift missing(String accountId, JournalSum journal) {
        return new Drift(accountId, Kind.ROW_MISSING, 0, Figures.ZERO, journal);
    }

    /** For the log: ids and figures, no names. */
    @Override
    public String toString() {
        return switch (kind) {
            case ROW_MISSING -> "no row (expected: " + journal.figures() + ", as the journal says)";
            case FIGURES -> row + " (expected: " + journal.figures() + ", as the journal says)";
            case VERSION ->
                "version " + version + " (expected: >= " + journal.latestVersion() + ", as the journal says)";
            case CALENDAR -> "a calendar that does not come to " + row;
        };
    }
}
