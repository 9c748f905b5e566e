package io.tradeline.embedded.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tradeline.embedded.Await;
import io.tradeline.embedded.EmbeddedServerException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnedProcessIT {
    private static final Duration GRACE = Duration.ofSeconds(20);

    @TempDir
    private Path temp;

    private ProcessSpec shell(String script) {
        return new ProcessSpec(
                "shell",
                List.of("sh", "-c", script),
                Map.of("GREETING", "hello"),
                temp,
                temp.resolve("shell.log"),
                temp.resolve("shell.pid"),
                Signal.TERM);
    }

    @Test
    void outputGoesToTheLogAndTheExitCodeIsKept() {
        OwnedProcess process = OwnedProcess.start(shell("echo $GREETING; echo problem >&2; exit 7"));
        process.onExit().join();
        assertThat(process.exitCode()).contains(7);
        assertThat(process.logTail(5)).containsExactly("hello", "problem");
        assertThat(process.logTail(1)).containsExactly("problem");
    }

    @Test
    void isAskedToEndBeforeItIsKilled() {
        OwnedProcess process =
                OwnedProcess.start(shell("trap 'echo orderly; exit 0' TERM; echo up; while :; do sleep 0.1; done"));
        Await.until("start", GRACE, () -> process.logTail(1).contains("up"));
        assertThat(temp.resolve("shell.pid")).exists();
        process.stop(GRACE);
        assertThat(process.logTail(1)).containsExactly("orderly");
        assertThat(process.exitCode()).contains(0);
        assertThat(temp.resolve("shell.pid")).doesNotExist();
    }

    @Test
    void isKilledAfterTheGrace() {
        OwnedProcess process = OwnedProcess.start(shell("trap '' TERM; echo up; while :; do sleep 0.1; done"));
        Await.until("start", GRACE, () -> process.logTail(1).contains("up"));
        process.stop(Duration.ofMillis(200));
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void aLeftoverIsEndedByItsNote() throws IOException {
        Process leftover = new ProcessBuilder("sleep", "600").start();
        Path note = temp.resolve("left.pid");
        PidRecord.of(leftover.toHandle()).write(note);

        assertThat(OwnedProcess.endLeftover(note, Signal.TERM, GRACE)).isTrue();
        assertThat(leftover.isAlive()).isFalse();
        assertThat(note).doesNotExist();
        assertThat(OwnedProcess.endLeftover(note, Signal.TERM, GRACE)).isFalse();
    }

    @Test
    void aStrangerUnderTheNotedIdIsLeftAlone() throws IOException {
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            PidRecord real = PidRecord.of(stranger.toHandle());
            Path note = temp.resolve("left.pid");
            new PidRecord(real.pid(), real.startedAt().minusSeconds(60)).write(note);

            assertThat(OwnedProcess.endLeftover(note, Signal.TERM, GRACE)).isFalse();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aProgramThatIsMissingIsNamed() {
        ProcessSpec missing = new ProcessSpec(
                "thing",
                List.of(temp.resolve("no-such-program").toString()),
                Map.of(),
                temp,
                temp.resolve("log"),
                temp.resolve("pid"),
                Signal.TERM);
        // Where a tool puts it into a session of its own, that tool starts and says it in the log.
        try {
            OwnedProcess process = OwnedProcess.start(missing);
            process.onExit().join();
            assertThat(process.exitCode()).isPresent().get().isNotEqualTo(0);
            assertThat(String.join("\n", process.logTail(5))).contains("no-such-program");
        } catch (EmbeddedServerException withoutSuchTool) {
            assertThat(withoutSuchTool).hasMessageContaining("no-such-program");
        }
    }

    @Test
    void theLogIsBounded() throws IOException {
        Path log = temp.resolve("bounded.log");
        byte[] line = "0123456789abcdef0123456789abcde\n".getBytes(StandardCharsets.US_ASCII);
        byte[] text = new byte[line.length * 4096];
        for (int i = 0; i < 4096; i++) {
            System.arraycopy(line, 0, text, i * line.length, line.length);
        }
        new BoundedLog(log, 40_000).copy(new ByteArrayInputStream(text));
        assertThat(Files.size(log)).isLessThanOrEqualTo(40_000);
        assertThat(Files.size(temp.resolve("bounded.log.1"))).isLessThanOrEqualTo(40_000);
        assertThat(new BoundedLog(log, 40_000).tail(1)).containsExactly("0123456789abcdef0123456789abcde");
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> Files.size(temp.resolve("bounded.log.2")));
    }

    @Test
    void whoeverWritesToALogThatTakesNothingIsReadAllTheSame() throws IOException {
        Path directory = temp.resolve("later");
        Path log = directory.resolve("log");
        ByteArrayInputStream lines = new ByteArrayInputStream("first\n".getBytes(StandardCharsets.US_ASCII));
        BoundedLog bounded = new BoundedLog(log, 40_000);

        bounded.copy(lines);
        assertThat(lines.available()).isZero();

        Files.createDirectory(directory);
        bounded.copy(new ByteArrayInputStream("second\n".getBytes(StandardCharsets.US_ASCII)));
        assertThat(bounded.tail(2)).containsExactly("second");
    }
}
