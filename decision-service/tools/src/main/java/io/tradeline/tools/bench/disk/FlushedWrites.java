package io.tradeline.tools.bench.disk;

import io.tradeline.tools.CommandException;
import io.tradeline.tools.bench.load.Workload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The least that a durable answer waits for: one page written over another one in a file that is there already, and flushed. One after the other, as a database's log is written.
 */
public final class FlushedWrites implements Workload {
    private static final int PAGE = 4096;
    private static final int PAGES = 4096;
    private static final Duration LONGEST_STALL = Duration.ofSeconds(30);

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "bench-flushed-writes"));

    private FlushedWrites(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Makes a file of 16 MiB, which is there until it is closed.
     *
     * @throws CommandException when it can't be written
     */
    public static FlushedWrites in(Path directory) {
        Path file = directory.resolve("flushed-writes");
        try {
            Files.write(file, new byte[PAGE * PAGES]);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            channel.force(true);
            return new FlushedWrites(file, channel);
        } catch (IOException failed) {
            throw CommandException.environment("can't write " + file + ": " + failed.getMessage(), failed);
        }
    }

    @Override
    public void call(long sequence, Done done) {
        writer.execute(() -> {
            try {
                write(sequence);
                done.answered(true);
            } catch (IOException failed) {
                done.failed(failed);
            }
        });
    }

    private void write(long sequence) throws IOException {
        page.clear().putLong(0, sequence);
        long position = sequence % PAGES * PAGE;
        while (page.hasRemaining()) {
            position += channel.write(page, position);
        }
        channel.force(false);
    }

    @Override
    public void close() {
        writer.shutdown();
        try {
            writer.awaitTermination(LONGEST_STALL.toSeconds(), TimeUnit.SECONDS);
            channel.close();
            Files.deleteIfExists(file);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException failed) {
            throw CommandException.environment("can't remove " + file + ": " + failed.getMessage(), failed);
        }
    }
}
