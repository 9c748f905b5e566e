package io.tradeline.embedded.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tradeline.embedded.EmbeddedServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidRecordTest {
    @TempDir
    private Path temp;

    @Test
    void findsTheProcessAgain() {
        PidRecord own = PidRecord.of(ProcessHandle.current());
        own.write(temp.resolve("run/own.pid"));
        assertThat(PidRecord.read(temp.resolve("run/own.pid"))).contains(own);
        assertThat(own.alive()).contains(ProcessHandle.current());
    }

    @Test
    void anotherProcessUnderTheSameIdIsNotTheOneNoted() {
        PidRecord own = PidRecord.of(ProcessHandle.current());
        PidRecord earlier = new PidRecord(own.pid(), own.startedAt().minus(Duration.ofMinutes(1)));
        assertThat(earlier.alive()).isEmpty();
    }

    @Test
    void noFileIsNoRecord() {
        assertThat(PidRecord.read(temp.resolve("none"))).isEmpty();
    }

    @Test
    void aMalformedFileIsNamed() throws IOException {
        Path file = Files.writeString(temp.resolve("bad.pid"), "seven");
        assertThatExceptionOfType(EmbeddedServerException.class)
                .isThrownBy(() -> PidRecord.read(file))
                .withMessageContaining(file + ": \"seven\" (expected: a process id and the moment of its start)");
    }
}
