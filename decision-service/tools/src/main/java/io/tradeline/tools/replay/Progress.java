package io.tradeline.tools.replay;

import io.tradeline.tools.text.Amounts;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Says how far a run is: a bar where a person looks on, else a line every 10 %. Used by one thread. */
final class Progress {
    private static final int WIDTH = 40;
    private static final long REDRAW_NANOS = 100_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanoClock;
    private final long startedNanos;
    private long drawnNanos;
    private int saidTenths;

    Progress(PrintStream out, boolean terminal, LongSupplier nanoClock) {
        this.out = out;
        this.terminal = terminal;
        this.nanoClock = nanoClock;
        this.startedNanos = nanoClock.getAsLong();
        this.drawnNanos = startedNanos - REDRAW_NANOS;
    }

    /** @param total above zero */
    void at(long done, long total) {
        long now = nanoClock.getAsLong();
        if (terminal) {
            if (now - drawnNanos >= REDRAW_NANOS || done == total) {
                drawnNanos = now;
                int filled = (int) (WIDTH * done / total);
                String bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
                out.print("\r[" + bar + "] " + line(done, total, now) + (done == total ? "\n" : ""));
                out.flush();
            }
            return;
        }
        int tenths = (int) (10 * done / total);
        if (tenths > saidTenths) {
            saidTenths = tenths;
            out.println(line(done, total, now));
        }
    }

    private String line(long done, long total, long now) {
        double seconds = Math.max(1e-3, (now - startedNanos) / 1e9);
        return String.format(
                Locale.ROOT,
                "%3d %%  %s of %s rows, %s/s",
                100 * done / total,
                Amounts.count(done),
                Amounts.count(total),
                Amounts.count(Math.round(done / seconds)));
    }
}
