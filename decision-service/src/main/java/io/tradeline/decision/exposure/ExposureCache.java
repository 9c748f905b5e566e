package io.tradeline.decision.exposure;

import java.util.Collection;
import java.util.Map;

/**
 * Copies of exposures for quick reading. It may forget, lag and even lie: what is decided on a copy is checked against PostgreSQL before it counts.
 */
public interface ExposureCache extends AutoCloseable {

    /** An account to be read, and the account that holds its credit. */
    record Key(String creditAccountId, String accountId) {}

    /** The copies that could be read in time, by account; never fails. */
    Map<String, NodeRow> read(Collection<Key> keys);

    /** Puts newer copies in the place of older ones, never the other way; never fails. */
    void write(Map<Key, NodeRow> rows);

    /** Drops copies that were found to be wrong; never fails. */
    void drop(Collection<Key> keys);

    @Override
    void close();
}
