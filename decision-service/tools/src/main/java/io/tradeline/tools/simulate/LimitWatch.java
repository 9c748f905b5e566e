package io.tradeline.tools.simulate;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Looks at the books again and again while the clients work: a company to which nobody posts foreign invoices is never above its hard cap (I1). */
final class LimitWatch implements AutoCloseable {
    private static final long PAUSE_MILLIS = 20;

    private final BooksView books;
    private final List<Company> companies;
    private final Counters counters;
    private final AtomicReference<@Nullable Violation> found = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean closed;

    LimitWatch(BooksView books, List<Company> companies, Counters counters) {
        this.books = books;
        this.companies = companies.stream()
                .filter(company -> company.mode() == Company.Mode.SHARED)
                .toList();
        this.counters = counters;
        this.thread = new Thread(this::watch, "limit watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        while (!closed) {
            try (Connection connection = books.connect()) {
                while (!closed) {
                    sample(connection);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
                }
            } catch (SQLException gone) {
                // PostgreSQL is one of those that faults happen to.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5 * PAUSE_MILLIS));
            } catch (Violation violation) {
                found.compareAndSet(null, violation);
                return;
            }
        }
    }

    private void sample(Connection connection) throws SQLException {
        Map<String, BooksView.Row> rows =
                BooksView.rows(connection, companies.stream().map(Company::id).toList());
        for (Company company : companies) {
            BooksView.Row row = rows.get(company.id());
            if (row != null) {
                check(company, row.figures());
            }
        }
        counters.samples.increment();
    }

    static void check(Company company, Figures figures) {
        if (figures.exposure() > company.hardCap()) {
            throw new Violation("account " + company.id() + " has an exposure of " + figures.exposure()
                    + " (expected: <= " + company.hardCap() + ", its hard cap): " + figures);
        }
    }

    /** @throws Violation when it has seen one */
    void requireNone() {
        Violation violation = found.get();
        if (violation != null) {
            throw violation;
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(70));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
