package io.tradeline.tools.start;

import io.tradeline.tools.CommandException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Lets one {@code start} at a time use a data directory. The operating system gives the lock back when its holder dies. */
final class RunLock implements AutoCloseable {
    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the data directory when it is missing, and takes its lock.
     *
     * @throws CommandException when another start runs there, or it is no directory that can be written
     */
    static RunLock take(Path directory) {
        Path file = directory.resolve("start.lock");
        try {
            Files.createDirectories(directory);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw CommandException.environment("another start already runs on " + directory
                        + "; stop that one with Ctrl-C, or start another with --data-dir and --port-offset");
            }
            return new RunLock(channel);
        } catch (IOException failure) {
            throw CommandException.environment(
                    "can't use " + directory + " for data: " + failure
                            + "; nothing was changed. Name another directory with --data-dir",
                    failure);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ownProgram) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw CommandException.failed("can't give back the lock on the data directory", failure);
        }
    }
}
