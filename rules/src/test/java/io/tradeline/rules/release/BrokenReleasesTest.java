package io.tradeline.rules.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each folder of broken/ lays its files over the shipped release (an empty one takes the file away), and says the exact problems. */
class BrokenReleasesTest {

    private static final Path FOLDER = Path.of("src/test/resources/broken");

    @TestFactory
    Stream<DynamicTest> broken() throws IOException {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.sorted().toList().stream()
                    .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
        }
    }

    private static void check(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>(ReleaseSource.shipped().files());
        List<Path> overlay;
        try (Stream<Path> found = Files.walk(folder)) {
            overlay = found.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().equals("expected.txt"))
                    .toList();
        }
        for (Path file : overlay) {
            String path = folder.relativize(file).toString().replace('\\', '/');
            if (Files.size(file) == 0) {
                files.remove(path);
            } else {
                files.put(path, Files.readAllBytes(file));
            }
        }
        InvalidReleaseException invalid = catchThrowableOfType(
                InvalidReleaseException.class,
                () -> ReleaseCompiler.compile(ReleaseSource.of(files)).close());
        assertThat(invalid).as("a release that compiles").isNotNull();
        assertThat(invalid.problems().stream().map(Problem::toString).toList())
                .isEqualTo(Files.readAllLines(folder.resolve("expected.txt")));
    }
}
