package io.tradeline.decision.exposure;

/**
 * What an account's exposure is made of, or by how much two differ, in minor units of the account's currency.
 *
 * @param unappliedMinor money received that no item took
 */
public record Figures(long reservedMinor, long receivablesMinor, long disputedMinor, long unappliedMinor) {

    public static final Figures ZERO = new Figures(0, 0, 0, 0);

    public static Figures of(NodeRow row) {
        return new Figures(row.reservedMinor(), row.receivablesMinor(), row.disputedMinor(), row.unappliedMinor());
    }

    /** @throws ArithmeticException when one of them is beyond a long */
    public Figures plus(Figures other) {
        return new Figures(
                Math.addExact(reservedMinor, other.reservedMinor),
                Math.addExact(receivablesMinor, other.receivablesMinor),
                Math.addExact(disputedMinor, other.disputedMinor),
                Math.addExact(unappliedMinor, other.unappliedMinor));
    }

    /** @throws ArithmeticException when one of them is beyond a long */
    public Figures minus(Figures other) {
        return new Figures(
                Math.subtractExact(reservedMinor, other.reservedMinor),
                Math.subtractExact(receivablesMinor, other.receivablesMinor),
                Math.subtractExact(disputedMinor, other.disputedMinor),
                Math.subtractExact(unappliedMinor, other.unappliedMinor));
    }

    public boolean isZero() {
        return equals(ZERO);
    }

    /** Whether it can stand in an account's row. */
    public boolean isNowhereNegative() {
        return reservedMinor >= 0 && receivablesMinor >= 0 && disputedMinor >= 0 && unappliedMinor >= 0;
    }

    /** Whether all but what is unapplied are the same: what orders and items tell of. */
    public boolean sameOrdersAndItems(Figures other) {
        return reservedMinor == other.reservedMinor
                && receivablesMinor == other.receivablesMinor
                && disputedMinor == other.disputedMinor;
    }

    public Figures withUnapplied(long minor) {
        return new Figures(reservedMinor, receivablesMinor, disputedMinor, minor);
    }

    @Override
    public String toString() {
        return "reserved " + reservedMinor + ", receivables " + receivablesMinor + ", disputed " + disputedMinor
                + ", unapplied " + unappliedMinor;
    }
}
