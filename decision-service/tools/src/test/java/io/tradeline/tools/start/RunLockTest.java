package io.tradeline.tools.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tradeline.tools.CommandException;
import io.tradeline.tools.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
    @TempDir
    private Path temp;

    @Test
    void oneAtATime() {
        try (RunLock held = RunLock.take(temp.resolve("data"))) {
            assertThat(held).isNotNull();
            assertThatExceptionOfType(CommandException.class)
                    .isThrownBy(() -> RunLock.take(temp.resolve("data")))
                    .withMessageContaining("another start already runs on " + temp.resolve("data"))
                    .satisfies(thrown -> assertThat(thrown.exitCode()).isEqualTo(ExitCodes.ENVIRONMENT));
        }
        RunLock.take(temp.resolve("data")).close();
    }

    @Test
    void aFileInThePlaceOfTheDirectoryIsNamedAndStays() throws IOException {
        Path file = Files.writeString(temp.resolve("data"), "mine");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> RunLock.take(file))
                .withMessageContaining("can't use " + file + " for data")
                .withMessageContaining("--data-dir");
        assertThat(file).hasContent("mine");
    }
}
