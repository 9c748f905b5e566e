package io.tradeline.decision.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tradeline.decision.audit.Audit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One service for all test classes that name this extension: it compiles its rules once. When a class is through, the books must hold, and at the end every decision must replay. */
public final class SharedService implements BeforeAllCallback, AfterAllCallback {

    private static @Nullable Running running;

    /** What is started once, and ends with the last test. */
    private static final class Running implements AutoCloseable {
        private final Path directory;
        private final ServiceFixture fixture;
        private final ServiceFixture.Instance service;
        private final DataSource dataSource;

        Running() throws Exception {
            directory = Files.createTempDirectory("tradeline-contract-");
            fixture = ServiceFixture.start(directory);
            service = fixture.instance();
            dataSource = fixture.dataSource();
        }

        /** The last look is at everything, each decision replayed. */
        @Override
        public void close() {
            audit(dataSource, Long.MAX_VALUE);
            fixture.close();
            try (Stream<Path> files = Files.walk(directory)) {
                List<Path> deepestFirst =
                        files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : deepestFirst) {
                    Files.delete(file);
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    public static ServiceFixture fixture() {
        return running().fixture;
    }

    public static ServiceFixture.Instance service() {
        return running().service;
    }

    public static DataSource dataSource() {
        return running().dataSource;
    }

    private static Running running() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("no service: the test class does not name this extension");
        }
        return now;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedService.class))
                .getOrComputeIfAbsent(Running.class, key -> start(), Running.class);
    }

    private static Running start() {
        try {
            return new Running();
        } catch (Exception failed) {
            throw new IllegalStateException("the service could not be started", failed);
        }
    }

    /** Replays are left to the last look: what many classes have decided would be replayed after each of them. */
    @Override
    public void afterAll(ExtensionContext context) {
        audit(dataSource(), 0);
    }

    private static void audit(DataSource dataSource, long replays) {
        Audit.Result result;
        try {
            result = new Audit(dataSource).run(replays);
        } catch (SQLException | InvalidProtocolBufferException failed) {
            throw new IllegalStateException("the books could not be looked at", failed);
        }
        assertThat(result.problems()).isEmpty();
        assertThat(result.holds()).isTrue();
        assertThat(result.accounts()).isPositive();
    }
}
