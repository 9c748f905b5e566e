package io.tradeline.decision.feed;

import java.util.ArrayList;
import java.util.List;

/**
 * Ids below the highest that was seen which were not there: taken by transactions that had not committed. Each range of them is open until all transactions that could
 * have taken one have ended.
 */
final class Gaps {

    private static final long NOT_KNOWN = Long.MAX_VALUE;

    private final List<Gap> open;

    Gaps(List<Gap> open) {
        this.open = new ArrayList<>(open);
    }

    /**
     * A range of ids.
     *
     * @param before transactions that could have taken one have a lower id than this
     */
    record Gap(long from, long to, long before) {}

    /** Ids that were found missing just now: {@link #taken} is still to be said of them. */
    void add(long from, long to) {
        open.add(new Gap(from, to, NOT_KNOWN));
    }

    boolean isAnyNew() {
        return open.stream().anyMatch(gap -> gap.before == NOT_KNOWN);
    }

    /** Says of all new ranges that whoever could have taken their ids has a lower transaction id than this. */
    void taken(long before) {
        open.replaceAll(gap -> gap.before == NOT_KNOWN ? new Gap(gap.from, gap.to, before) : gap);
    }

    /** One of the ids has appeared. */
    void fill(long id) {
        for (int i = 0; i < open.size(); i++) {
            Gap gap = open.get(i);
            if (gap.from <= id && id <= gap.to) {
                open.remove(i);
                if (id < gap.to) {
                    open.add(i, new Gap(id + 1, gap.to, gap.before));
                }
                if (gap.from < id) {
                    open.add(i, new Gap(gap.from, id - 1, gap.before));
                }
                return;
            }
        }
        throw new IllegalStateException("journal row " + id + " was found where no id was missing");
    }

    /** Forgets the ranges whose transactions had all ended when the lowest one under way was this: what has not appeared by now never will. */
    void close(long lowestUnderWay) {
        open.removeIf(gap -> gap.before <= lowestUnderWay);
    }

    /**
     * Takes ranges that were noted on another server, whose transaction ids say nothing here, as if they had been seen just now: the database was restored from a dump.
     *
     * @param next a transaction id that is higher than all that were given out here
     */
    void moveBelow(long next) {
        open.replaceAll(gap -> gap.before > next ? new Gap(gap.from, gap.to, next) : gap);
    }

    List<Gap> open() {
        return List.copyOf(open);
    }
}
