package io.tradeline.embedded;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where servers' programs are unpacked, once per version and user, for all data directories. The directory can be named by {@code TRADELINE_CACHE} in the
 * environment; root's lies outside root's home, since PostgreSQL may have to run as another user.
 */
public final class BinaryCache {
    private final Path directory;

    private BinaryCache(Path directory) {
        this.directory = directory;
    }

    /** The cache of the user who runs this program. */
    public static BinaryCache ofUser() {
        return new BinaryCache(directory(System.getenv(), System.getProperty("user.home", "."), isMac()));
    }

    /** A cache in a directory, which is made when it is needed. */
    public static BinaryCache in(Path directory) {
        return new BinaryCache(directory.toAbsolutePath());
    }

    private static boolean isMac() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
    }

    static Path directory(Map<String, String> environment, String home, boolean mac) {
        String named = environment.get("TRADELINE_CACHE");
        if (isSet(named)) {
            return Path.of(named).toAbsolutePath();
        }
        String xdg = environment.get("XDG_CACHE_HOME");
        if (isSet(xdg)) {
            return Path.of(xdg, "tradeline").toAbsolutePath();
        }
        Path shared = Path.of("/var/cache");
        if (!mac && Files.isWritable(shared)) {
            return shared.resolve("tradeline");
        }
        return Path.of(home, mac ? "Library/Caches" : ".cache", "tradeline").toAbsolutePath();
    }

    private static boolean isSet(@Nullable String value) {
        return value != null && !value.isBlank();
    }

    /**
     * The directory of one unpacked program. Several processes may ask at once: each unpacks apart, the first to finish wins.
     *
     * @param key name and version of the program, fit for a file name
     * @param unpacking writes the program into an empty directory
     * @throws EmbeddedServerException when the directory can't be written
     */
    public Path unpacked(String key, Unpacking unpacking) {
        Path target = directory.resolve(key);
        if (Files.isDirectory(target)) {
            return target;
        }
        try {
            Files.createDirectories(directory);
            Path apart = Files.createTempDirectory(directory, "." + key + ".");
            try {
                openForAll(apart);
                unpacking.into(apart);
                moveInto(target, apart);
            } finally {
                deleteTree(apart);
            }
            return target;
        } catch (IOException failure) {
            throw new EmbeddedServerException(
                    "can't unpack " + key + " into " + directory
                            + "; name a directory that can be written in TRADELINE_CACHE",
                    failure);
        }
    }

    private static void openForAll(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static void moveInto(Path target, Path apart) throws IOException {
        try {
            Files.move(apart, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException unsupported) {
            throw unsupported;
        } catch (FileSystemException failure) {
            if (!Files.isDirectory(target)) {
                throw failure;
            }
            // Another process was faster, with the same content.
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Writes a program's files. */
    @FunctionalInterface
    public interface Unpacking {
        /** Writes into a directory that exists and is empty. */
        void into(Path directory) throws IOException;
    }
}
