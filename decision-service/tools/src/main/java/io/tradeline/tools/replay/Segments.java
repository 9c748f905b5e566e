package io.tradeline.tools.replay;

/** Segments of the shipped policy by how much a customer orders, compared with the others. */
final class Segments {
    private static final double KEY_ACCOUNTS = 0.01;
    private static final double STANDARD = 0.20;

    private Segments() {}

    /**
     * The segment of a customer.
     *
     * @param rank 0 for the customer with the largest volume
     * @param customers how many there are
     */
    static String of(int rank, int customers) {
        if (rank < Math.ceil(customers * KEY_ACCOUNTS)) {
            return "key-account";
        }
        return rank < Math.ceil(customers * STANDARD) ? "standard" : "small";
    }
}
