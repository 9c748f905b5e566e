package io.tradeline.tools.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ShellPathsTest {
    private static final Path HOME = Path.of("/home/ada/tradeline");
    private static final Path ORDER = HOME.resolve(".tradeline/examples/first-order.json");

    @Test
    void inTradelinesOwnDirectoryPathsAreShort() {
        ShellPaths paths = new ShellPaths(HOME, HOME);
        assertThat(paths.script()).isEqualTo("./tradeline");
        assertThat(paths.word(ORDER)).isEqualTo(".tradeline/examples/first-order.json");
        assertThat(paths.word(Path.of("/data/order.json"))).isEqualTo("/data/order.json");
    }

    @Test
    void fromElsewherePathsHoldInAnyTerminal() {
        for (Path elsewhere : new Path[] {Path.of("/"), HOME.getParent(), HOME.resolve("rules")}) {
            ShellPaths paths = new ShellPaths(HOME, elsewhere);
            assertThat(paths.script()).as("from " + elsewhere).isEqualTo("/home/ada/tradeline/tradeline");
            assertThat(paths.word(ORDER)).as("from " + elsewhere).isEqualTo(ORDER.toString());
        }
    }

    @Test
    void aPathWithSpacesAndQuotesStaysOneWord() {
        ShellPaths paths = new ShellPaths(Path.of("/home/ada's work/tradeline"), Path.of("/"));
        assertThat(paths.script()).isEqualTo("'/home/ada'\\''s work/tradeline/tradeline'");
    }
}
