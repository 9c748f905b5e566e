package io.tradeline.decision.ledger;

import io.tradeline.decision.exposure.Figures;

/**
 * What an account's entries in the journal come to.
 *
 * @param latestVersion the highest version of the exposure that an entry was made under; 0 without any
 */
public record JournalSum(Figures figures, long latestVersion) {

    public static final JournalSum NOTHING = new JournalSum(Figures.ZERO, 0);

    public JournalSum plus(JournalSum other) {
        return new JournalSum(figures.plus(other.figures), Math.max(latestVersion, other.latestVersion));
    }
}
