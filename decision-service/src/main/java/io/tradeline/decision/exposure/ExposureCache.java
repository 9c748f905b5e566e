package io.tradeline.decision.exposure;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Copies of exposures for quick reading. It may forget, lag and even lie: what is decided on a copy is checked against PostgreSQL before it counts.
 */
public interface ExposureCache extends AutoCloseable {

    /** An account to be read, and the account that holds its credit. */
    record Key(String creditAccountId, String accountId) {

        /** An account has one holder at a time, so its id tells keys apart. The hashes of both together would be multiples of 32 for all who hold their own credit, and meet in a few buckets. */
        @Override
        public int hashCode() {
            return accountId.hashCode();
        }
    }

    /**
     * Drops and writes copies, then reads others, all in one round trip; never fails.
     *
     * @param wrong copies that were found to be wrong
     * @param newer rows to put in the place of older copies, never the other way
     * @param wanted copies to read
     * @return those that could be read in time, by account
     */
    Map<String, NodeRow> exchange(Collection<Key> wrong, Map<Key, NodeRow> newer, Collection<Key> wanted);

    /** The copies that could be read in time, by account; never fails. */
    default Map<String, NodeRow> read(Collection<Key> keys) {
        return exchange(List.of(), Map.of(), keys);
    }

    @Override
    void close();
}
