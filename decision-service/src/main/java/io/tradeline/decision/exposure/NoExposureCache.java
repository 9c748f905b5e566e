package io.tradeline.decision.exposure;

import java.util.Collection;
import java.util.Map;

/** For those who want the ledger's word only, such as audits. */
public final class NoExposureCache implements ExposureCache {

    @Override
    public Map<String, NodeRow> read(Collection<Key> keys) {
        return Map.of();
    }

    @Override
    public void write(Map<Key, NodeRow> rows) {
        // Nothing is kept.
    }

    @Override
    public void drop(Collection<Key> keys) {
        // Nothing is kept.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
