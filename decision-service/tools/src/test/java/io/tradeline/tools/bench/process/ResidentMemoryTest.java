package io.tradeline.tools.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class ResidentMemoryTest {
    private static final ProcessHandle SELF = ProcessHandle.current();

    @Test
    void aProcessAloneHasItsResidentSetSize() throws IOException {
        long told = figure("VmRSS:");

        assertThat(ResidentMemory.bytes(List.of(SELF)).orElseThrow()).isCloseTo(told, Percentage.withPercentage(20));
    }

    @Test
    void whatIsSharedCountsOnce() throws IOException {
        long files = figure("RssFile:");

        long one = ResidentMemory.bytes(List.of(SELF)).orElseThrow();
        long two = ResidentMemory.bytes(List.of(SELF, SELF)).orElseThrow();

        assertThat(files).isPositive();
        assertThat(two).isCloseTo(2 * one - files, within(one / 5));
    }

    @Test
    void nothingIsKnownOfNobody() {
        assertThat(ResidentMemory.bytes(List.of())).isEmpty();
    }

    private static long figure(String name) throws IOException {
        return 1024
                * Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith(name))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .findFirst()
                        .orElseThrow();
    }
}
