package io.tradeline.tools.simulate;

import java.util.List;

/**
 * A change of exposures as the ledger has it.
 *
 * @param version of the ordering account's exposure after it
 * @param kind as the ledger numbers them
 * @param subject what it is about
 * @param aboveIds the accounts above in which it counts alike
 * @param aboveVersions the versions of their exposures after it
 */
record Entry(
        long journalId,
        String accountId,
        long version,
        int kind,
        String subject,
        long reserved,
        long receivables,
        long disputed,
        long unapplied,
        List<String> aboveIds,
        List<Long> aboveVersions) {
    static final int RESERVED = 1;
    static final int AMENDED = 2;
    static final int CAPTURED = 3;
    static final int RELEASED = 4;
    static final int INVOICED = 6;
    static final int PAID = 7;
    static final int CREDITED = 8;
    static final int DISPUTED = 9;
    static final int WRITTEN_OFF = 10;
    static final int MOVED = 12;

    /** By which a step finds what it did. */
    record Key(int kind, String accountId, String subject) {}

    Key key() {
        return new Key(kind, accountId, subject);
    }

    /** Version of the exposure of the account that holds the credit, after it. */
    long holderVersion() {
        return aboveIds.isEmpty() ? version : aboveVersions.get(aboveVersions.size() - 1);
    }

    /** The account that holds the credit. */
    String holderId() {
        return aboveIds.isEmpty() ? accountId : aboveIds.get(aboveIds.size() - 1);
    }
}
