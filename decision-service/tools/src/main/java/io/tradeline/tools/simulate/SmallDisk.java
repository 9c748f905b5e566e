package io.tradeline.tools.simulate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A file system of its own for PostgreSQL, in memory, that can be filled up; where this machine lets us make one. */
final class SmallDisk implements AutoCloseable {
    private static final String SIZE = "1g";
    private static final int BLOCK = 1 << 20;
    private static final long ROOM_BYTES = 300L << 20;

    private final Path directory;
    private final Optional<String> missing;

    private SmallDisk(Path directory, Optional<String> missing) {
        this.directory = directory;
        this.missing = missing;
    }

    /** Mounts it on the directory, which is made. */
    static SmallDisk on(Path directory) throws IOException {
        Files.createDirectories(directory);
        String failure =
                run("mount", "-t", "tmpfs", "-o", "size=" + SIZE + ",mode=0755", "tradeline", directory.toString());
        return new SmallDisk(
                directory,
                failure.isEmpty()
                        ? Optional.empty()
                        : Optional.of("no file system can be mounted here (" + failure + ")"));
    }

    Path directory() {
        return directory;
    }

    /** Why it can't be filled up; empty when it can. */
    Optional<String> missing() {
        return missing;
    }

    /** Whether there is as much room as some rounds need. */
    boolean hasRoom() throws IOException {
        return Files.getFileStore(directory).getUsableSpace() > ROOM_BYTES;
    }

    /** Leaves no byte free. */
    void fill() throws IOException {
        if (missing.isPresent()) {
            throw new IllegalStateException("the disk is everyone's: " + missing.get());
        }
        byte[] block = new byte[BLOCK];
        int size = BLOCK;
        while (size > 0) {
            try (OutputStream out =
                    Files.newOutputStream(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                while (true) {
                    out.write(block, 0, size);
                }
            } catch (IOException full) {
                size /= 16;
            }
        }
    }

    void free() throws IOException {
        Files.deleteIfExists(ballast());
    }

    private Path ballast() {
        return directory.resolve("ballast");
    }

    @Override
    public void close() throws IOException {
        if (missing.isEmpty()) {
            String failure = run("umount", directory.toString());
            if (!failure.isEmpty()) {
                failure = run("umount", "-l", directory.toString());
            }
            if (!failure.isEmpty()) {
                throw new IOException("can't unmount " + directory + ": " + failure);
            }
        }
    }

    /** What went wrong; empty when nothing did. */
    private static String run(String... command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException notThere) {
            return String.valueOf(notThere.getMessage());
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return command[0] + " did not end";
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return command[0] + " was interrupted";
        }
        return process.exitValue() == 0 ? "" : output.strip();
    }
}
