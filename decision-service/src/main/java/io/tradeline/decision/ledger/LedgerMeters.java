package io.tradeline.decision.ledger;

import java.util.concurrent.atomic.LongAdder;

/** What the lanes did, counted since the start. */
public final class LedgerMeters {

    private final LongAdder movedOn = new LongAdder();
    private final LongAdder remembered = new LongAdder();

    void movedOn(int tasks) {
        movedOn.add(tasks);
    }

    void remembered(int exposures) {
        remembered.add(exposures);
    }

    /** Commands that were written on cached exposures alone, and refused by the ledger, which had moved on. */
    public long movedOnCommands() {
        return movedOn.sum();
    }

    /** Exposures that were in memory and did not have to be read. */
    public long rememberedExposures() {
        return remembered.sum();
    }
}
