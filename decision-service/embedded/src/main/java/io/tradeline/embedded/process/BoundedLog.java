package io.tradeline.embedded.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A log file that takes at most twice its limit on disk: a full one is kept beside it as {@code .1}, in the place of the one before. */
final class BoundedLog {
    private static final int TAIL_BYTES = 64 * 1024;

    private final Path file;
    private final long limitBytes;

    BoundedLog(Path file, long limitBytes) {
        this.file = file;
        this.limitBytes = limitBytes;
    }

    /** Copies everything into the log until the source ends. */
    void copy(InputStream source) throws IOException {
        byte[] buffer = new byte[8192];
        long size = Files.exists(file) ? Files.size(file) : 0;
        OutputStream target = open();
        try {
            for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
                if (size + read > limitBytes && size > 0) {
                    target.close();
                    Files.move(
                            file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
                    target = open();
                    size = 0;
                }
                target.write(buffer, 0, read);
                size += read;
            }
        } finally {
            target.close();
        }
    }

    private OutputStream open() throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** The last lines, the oldest first; none when nothing was written. */
    List<String> tail(int lines) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, reader.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) (reader.length() - from)];
            reader.seek(from);
            reader.readFully(bytes);
            List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return List.copyOf(all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
