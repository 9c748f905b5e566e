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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log file that takes at most twice its limit on disk: a full one is kept beside it as {@code .1}, in the place of the one before. What can't be written, as on a full disk, is
 * left out: nobody who writes to the log ever waits for room.
 */
final class BoundedLog {
    private static final Logger LOG = LoggerFactory.getLogger(BoundedLog.class);
    private static final int TAIL_BYTES = 64 * 1024;

    private final Path file;
    private final long limitBytes;

    BoundedLog(Path file, long limitBytes) {
        this.file = file;
        this.limitBytes = limitBytes;
    }

    /** Copies everything into the log, as far as there is room, until the source ends. */
    void copy(InputStream source) throws IOException {
        byte[] buffer = new byte[8192];
        Writer writer = new Writer();
        try {
            for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
                writer.write(buffer, read);
            }
        } finally {
            writer.close();
        }
    }

    /** Writes to the present file, and opens it anew after a failure. */
    private final class Writer {
        private @Nullable OutputStream target;
        private long size;

        void write(byte[] bytes, int length) {
            try {
                OutputStream open = target;
                if (open == null) {
                    size = Files.exists(file) ? Files.size(file) : 0;
                    open = open();
                }
                if (size + length > limitBytes && size > 0) {
                    open.close();
                    Files.move(
                            file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
                    open = open();
                    size = 0;
                }
                target = open;
                open.write(bytes, 0, length);
                size += length;
            } catch (IOException noRoom) {
                LOG.debug("left out of {}: {} bytes", file, length, noRoom);
                close();
            }
        }

        void close() {
            OutputStream open = target;
            target = null;
            try {
                if (open != null) {
                    open.close();
                }
            } catch (IOException noRoom) {
                LOG.debug("{} was not closed in good order", file, noRoom);
            }
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
