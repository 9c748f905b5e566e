package io.tradeline.rules.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.rules.properties.ShippedRelease;
import io.tradeline.rules.release.ReleaseSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ShippedCasesTest {

    @TestFactory
    Stream<DynamicTest> cases() {
        return CaseRunner.cases(ReleaseSource.shipped()).stream()
                .map(golden -> DynamicTest.dynamicTest(
                        golden.path() + ": " + golden.name(),
                        () -> assertThat(CaseRunner.run(ShippedRelease.get(), golden)
                                        .differences())
                                .isEmpty()));
    }

    @Test
    void theIndexListsEveryFileThatShips() throws Exception {
        Path folder = Path.of("src/main/resources/rulesets");
        try (Stream<Path> files = Files.walk(folder)) {
            List<String> paths = files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(path -> !path.equals("index.txt"))
                    .sorted()
                    .toList();
            assertThat(Files.readAllLines(folder.resolve("index.txt"))).isEqualTo(paths);
        }
    }
}
