package io.tradeline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryCacheTest {
    @TempDir
    private Path temp;

    @Test
    void unpacksOnce() {
        AtomicInteger times = new AtomicInteger();
        BinaryCache cache = BinaryCache.in(temp.resolve("cache"));
        for (int i = 0; i < 3; i++) {
            Path unpacked = cache.unpacked("program-1", directory -> {
                times.incrementAndGet();
                Files.writeString(directory.resolve("program"), "x");
            });
            assertThat(unpacked.resolve("program")).hasContent("x");
        }
        assertThat(times).hasValue(1);
    }

    @Test
    void manyAtOnceGetOneWholeProgram() throws InterruptedException, ExecutionException, IOException {
        int threads = 8;
        CountDownLatch together = new CountDownLatch(threads);
        BinaryCache cache = BinaryCache.in(temp);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Path>> unpacked = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                unpacked.add(pool.submit(() -> cache.unpacked("program-1", directory -> {
                    together.countDown();
                    awaitAll(together);
                    Files.writeString(directory.resolve("program"), "x");
                })));
            }
            for (Future<Path> one : unpacked) {
                assertThat(one.get().resolve("program")).hasContent("x");
            }
        } finally {
            pool.shutdownNow();
        }
        try (Stream<Path> left = Files.list(temp)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly("program-1");
        }
    }

    private static void awaitAll(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    @Test
    void leavesNothingOfAFailedUnpacking() throws IOException {
        BinaryCache cache = BinaryCache.in(temp);
        assertThatExceptionOfType(EmbeddedServerException.class)
                .isThrownBy(() -> cache.unpacked("program-1", directory -> {
                    Files.writeString(directory.resolve("program"), "half");
                    throw new IOException("disk full");
                }))
                .withMessageContaining("TRADELINE_CACHE")
                .withStackTraceContaining("disk full");
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void theEnvironmentNamesTheDirectory() {
        assertThat(BinaryCache.directory(Map.of("TRADELINE_CACHE", "/c"), "/home/u", false))
                .isEqualTo(Path.of("/c"));
        assertThat(BinaryCache.directory(Map.of("XDG_CACHE_HOME", "/x"), "/home/u", false))
                .isEqualTo(Path.of("/x/tradeline"));
        assertThat(BinaryCache.directory(Map.of(), "/home/u", true))
                .isEqualTo(Path.of("/home/u/Library/Caches/tradeline"));
    }
}
