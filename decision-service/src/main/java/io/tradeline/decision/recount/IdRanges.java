package io.tradeline.decision.recount;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Ranges of journal ids in ascending order that don't touch each other's ids. Immutable. */
record IdRanges(List<Range> ranges) {

    static final IdRanges NONE = new IdRanges(List.of());

    /** Both ends belong to it. */
    record Range(long from, long to) {}

    IdRanges {
        ranges = List.copyOf(ranges);
    }

    static IdRanges of(Long[] from, Long[] to) {
        List<Range> ranges = new ArrayList<>(from.length);
        for (int i = 0; i < from.length; i++) {
            ranges.add(new Range(from[i], to[i]));
        }
        ranges.sort(Comparator.comparingLong(Range::from));
        return new IdRanges(ranges);
    }

    /** The same and, behind them, the ids after one and up to another; as they are when there are none. */
    IdRanges and(long after, long through) {
        if (through <= after) {
            return this;
        }
        List<Range> more = new ArrayList<>(ranges);
        more.add(new Range(after + 1, through));
        return new IdRanges(more);
    }

    /** The ids up to one. */
    IdRanges upTo(long through) {
        return new IdRanges(ranges.stream()
                .filter(range -> range.from <= through)
                .map(range -> new Range(range.from, Math.min(range.to, through)))
                .toList());
    }

    /** The ids that are not among others. */
    IdRanges without(IdRanges others) {
        List<Range> left = new ArrayList<>();
        int at = 0;
        for (Range range : ranges) {
            long from = range.from;
            while (at < others.ranges.size() && others.ranges.get(at).to < from) {
                at++;
            }
            // A range of the others may reach into several of these: it is looked at again for the next one.
            for (int i = at; i < others.ranges.size() && others.ranges.get(i).from <= range.to; i++) {
                Range hole = others.ranges.get(i);
                if (hole.from > from) {
                    left.add(new Range(from, hole.from - 1));
                }
                from = hole.to + 1;
            }
            if (from <= range.to) {
                left.add(new Range(from, range.to));
            }
        }
        return new IdRanges(left);
    }

    Long[] from() {
        return ranges.stream().map(Range::from).toArray(Long[]::new);
    }

    Long[] to() {
        return ranges.stream().map(Range::to).toArray(Long[]::new);
    }
}
