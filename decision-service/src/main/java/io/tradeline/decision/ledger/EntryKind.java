package io.tradeline.decision.ledger;

/** Why an exposure changed. The numbers are stored: a kind is never renumbered. */
public enum EntryKind {
    RESERVED(1),
    AMENDED(2),
    CAPTURED(3),
    RELEASED(4),
    LAPSED(5),
    INVOICED(6),
    PAID(7),
    CREDITED(8),
    DISPUTED(9),
    WRITTEN_OFF(10),
    CORRECTED(11),
    MOVED(12),
    REBUILT(13);

    private final short number;

    EntryKind(int number) {
        this.number = (short) number;
    }

    public short number() {
        return number;
    }
}
