package io.tradeline.decision.ledger;

import io.tradeline.decision.directory.AccountDirectory;
import io.tradeline.decision.directory.AccountPath;
import io.tradeline.decision.exposure.ExposureCache;
import io.tradeline.decision.exposure.NodeRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings cached exposures up to date when facts of accounts have changed. With the facts the version of the exposure has grown: the accounts' next orders would
 * find the copies old, or none.
 */
public final class CacheRefresh {

    private static final Logger LOG = LoggerFactory.getLogger(CacheRefresh.class);

    private final DataSource dataSource;
    private final AccountDirectory directory;
    private final ExposureCache cache;

    public CacheRefresh(DataSource dataSource, AccountDirectory directory, ExposureCache cache) {
        this.dataSource = dataSource;
        this.directory = directory;
        this.cache = cache;
    }

    /** Never fails: a cache that lags behind is only slower. */
    public void of(Collection<String> accountIds) {
        if (accountIds.isEmpty()) {
            return;
        }
        try (Connection connection = dataSource.getConnection()) {
            Map<String, AccountPath> paths = directory.paths(connection, accountIds);
            Map<ExposureCache.Key, NodeRow> rows = new LinkedHashMap<>();
            PostgresLedger.readNodes(connection, accountIds).forEach((id, row) -> {
                AccountPath path = paths.get(id);
                if (path != null) {
                    rows.put(new ExposureCache.Key(path.holder().id(), id), row);
                }
            });
            cache.exchange(List.of(), rows, List.of());
        } catch (SQLException | RuntimeException failed) {
            LOG.warn("cached exposures of {} accounts could not be brought up to date", accountIds.size(), failed);
        }
    }
}
