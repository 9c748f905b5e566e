package io.tradeline.embedded.process;

import io.tradeline.embedded.EmbeddedServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A process as noted on disk, by its id and the moment of its start: an id alone may belong to another process by now.
 *
 * @param pid the process id
 * @param startedAt when the process started, by the operating system
 */
public record PidRecord(long pid, Instant startedAt) {
    /** How far the operating system's account of one start may differ between two readings. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /** The record of a living process. */
    public static PidRecord of(ProcessHandle process) {
        return new PidRecord(process.pid(), startOf(process).orElse(Instant.EPOCH));
    }

    /**
     * The record in a file, or nothing when there is no such file.
     *
     * @throws EmbeddedServerException when the file holds something else
     */
    public static Optional<PidRecord> read(Path file) {
        String text;
        try {
            text = Files.readString(file).strip();
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new EmbeddedServerException("can't read " + file, failure);
        }
        String[] parts = text.split(" ", -1);
        try {
            if (parts.length == 2) {
                return Optional.of(new PidRecord(Long.parseLong(parts[0]), Instant.parse(parts[1])));
            }
        } catch (RuntimeException malformed) {
            throw malformed(file, text, malformed);
        }
        throw malformed(file, text, null);
    }

    private static EmbeddedServerException malformed(Path file, String text, @Nullable Throwable cause) {
        return new EmbeddedServerException(
                file + ": \"" + text + "\" (expected: a process id and the moment of its start); remove the file when "
                        + "nothing of an earlier run is left",
                cause);
    }

    /** Writes the record, whole or not at all. */
    public void write(Path file) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(next, pid + " " + startedAt + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new EmbeddedServerException("can't write " + file, failure);
        }
    }

    /** The process, if it is still the one that was noted and runs. */
    public Optional<ProcessHandle> alive() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isSame);
    }

    private boolean isSame(ProcessHandle process) {
        return startOf(process)
                .map(start -> Duration.between(startedAt, start).abs().compareTo(TOLERANCE) <= 0)
                .orElse(false);
    }

    private static Optional<Instant> startOf(ProcessHandle process) {
        return process.info().startInstant();
    }
}
