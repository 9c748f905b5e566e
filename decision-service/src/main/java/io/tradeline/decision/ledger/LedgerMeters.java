package io.tradeline.decision.ledger;

import java.util.concurrent.atomic.LongAdder;

/** What the lanes did, counted since the start. */
public final class LedgerMeters {

    private final LongAdder batches = new LongAdder();
    private final LongAdder commands = new LongAdder();
    private final LongAdder speculated = new LongAdder();
    private final LongAdder underLock = new LongAdder();
    private final LongAdder movedOn = new LongAdder();
    private final LongAdder outdated = new LongAdder();
    private final LongAdder wrongCopies = new LongAdder();
    private final LongAdder remembered = new LongAdder();

    void committed(int tasks) {
        batches.increment();
        commands.add(tasks);
    }

    void speculated(int tasks) {
        speculated.add(tasks);
    }

    void evaluatedUnderLock(int tasks) {
        underLock.add(tasks);
    }

    void movedOn(int tasks) {
        movedOn.add(tasks);
    }

    void outdatedFacts(int accounts) {
        outdated.add(accounts);
    }

    void wrongCopy() {
        wrongCopies.increment();
    }

    void remembered(int exposures) {
        remembered.add(exposures);
    }

    public long batches() {
        return batches.sum();
    }

    public long commands() {
        return commands.sum();
    }

    /** Commands whose work on cached exposures stood. */
    public long speculatedCommands() {
        return speculated.sum();
    }

    /** Commands that were worked out under the locks. */
    public long commandsUnderLock() {
        return underLock.sum();
    }

    /** Commands that were written on cached exposures alone, and refused by the ledger, which had moved on. */
    public long movedOnCommands() {
        return movedOn.sum();
    }

    public long outdatedAccounts() {
        return outdated.sum();
    }

    public long wrongCopies() {
        return wrongCopies.sum();
    }

    /** Exposures that were in memory and did not have to be read. */
    public long rememberedExposures() {
        return remembered.sum();
    }
}
