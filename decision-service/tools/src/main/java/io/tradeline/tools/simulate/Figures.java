package io.tradeline.tools.simulate;

/** What an account has in the books, in euro cents. */
record Figures(long reserved, long receivables, long disputed, long unapplied) {
    static final Figures NONE = new Figures(0, 0, 0, 0);

    Figures plus(Figures change) {
        return new Figures(
                reserved + change.reserved,
                receivables + change.receivables,
                disputed + change.disputed,
                unapplied + change.unapplied);
    }

    Figures negated() {
        return new Figures(-reserved, -receivables, -disputed, -unapplied);
    }

    long exposure() {
        return reserved + receivables - unapplied;
    }

    @Override
    public String toString() {
        return "reserved " + reserved + ", receivables " + receivables + ", disputed " + disputed + ", unapplied "
                + unapplied;
    }
}
