package io.tradeline.tools.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How the exposure moved on the replay's clock, whatever the order in which the answers came. Used by one thread. */
final class ExposureCurve {
    private final List<Move> moves = new ArrayList<>();

    /** @param deltaMinor above zero for an approved order, below zero for money or credit that came in */
    void move(Instant at, String accountId, long deltaMinor) {
        moves.add(new Move(at, accountId, deltaMinor));
    }

    /** The largest exposure in all, and those of the accounts with the largest ones. */
    ReplayReport.Peaks peaks(int accounts) {
        List<Move> sorted = new ArrayList<>(moves);
        // Stable: moves of one account at one moment keep the order in which they happened.
        sorted.sort(Comparator.comparing(Move::at));
        Map<String, Running> byAccount = new HashMap<>();
        Running total = new Running();
        for (Move move : sorted) {
            total.add(move);
            byAccount.computeIfAbsent(move.accountId(), id -> new Running()).add(move);
        }
        List<ReplayReport.AccountPeak> largest = byAccount.entrySet().stream()
                .filter(account -> account.getValue().peakMinor > 0)
                .map(account -> new ReplayReport.AccountPeak(
                        account.getKey(),
                        account.getValue().peakMinor,
                        account.getValue().peakAt.toString()))
                .sorted(Comparator.comparingLong(ReplayReport.AccountPeak::exposureMinor)
                        .reversed()
                        .thenComparing(ReplayReport.AccountPeak::accountId))
                .limit(accounts)
                .toList();
        String totalAt = total.peakMinor == 0 ? "" : total.peakAt.toString();
        return new ReplayReport.Peaks(total.peakMinor, totalAt, largest);
    }

    private record Move(Instant at, String accountId, long deltaMinor) {}

    private static final class Running {
        private long nowMinor;
        private long peakMinor;
        private Instant peakAt = Instant.EPOCH;

        void add(Move move) {
            nowMinor += move.deltaMinor();
            if (nowMinor > peakMinor) {
                peakMinor = nowMinor;
                peakAt = move.at();
            }
        }
    }
}
