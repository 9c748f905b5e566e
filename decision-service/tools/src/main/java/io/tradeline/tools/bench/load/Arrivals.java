package io.tradeline.tools.bench.load;

import io.tradeline.tools.bench.process.ProcessMeter;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What comes by itself, on other threads, after it was caused: how much, and how late. */
public final class Arrivals {
    private final Watch watch = new Watch();

    /** Something came, so long after it was caused. */
    public void arrived(long lateMilli) {
        watch.answered(TimeUnit.MILLISECONDS.toNanos(lateMilli), true);
    }

    /** Measures one window, as long as something takes that is done meanwhile. */
    public Measurement during(Runnable task) {
        watch.begin();
        return watch.during(task, new ProcessMeter(Map.of()));
    }
}
