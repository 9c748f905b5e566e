package io.tradeline.rules.release;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a release as they are, by path ({@code <rule set>/<file>}); not yet checked beyond paths, sizes and UTF-8. */
public final class ReleaseSource {

    /** Most files of a release. */
    public static final int MAX_FILES = 500;

    /** Most bytes of one file. */
    public static final int MAX_FILE_BYTES = 1 << 20;

    /** Most bytes of all files. */
    public static final int MAX_TOTAL_BYTES = 8 << 20;

    private static final Pattern PATH = Pattern.compile("[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)+");
    private static final int MAX_PATH = 200;
    private static final String SHIPPED = "/rulesets/";

    private final SortedMap<String, byte[]> files;
    private final String digest;

    private ReleaseSource(SortedMap<String, byte[]> files) {
        this.files = Collections.unmodifiableSortedMap(files);
        this.digest = digestOf(files);
    }

    /** The rule sets that come with this library. */
    public static ReleaseSource shipped() {
        Map<String, byte[]> files = new TreeMap<>();
        for (String path : text(resource("index.txt")).lines().toList()) {
            files.put(path, resource(path));
        }
        return of(files);
    }

    /**
     * All files under a folder that has one folder per rule set; hidden files (with a leading dot) are left out.
     *
     * @throws UncheckedIOException when a file can't be read
     * @throws IllegalArgumentException as in {@link #of}
     */
    public static ReleaseSource ofDirectory(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("directory: " + directory + " (expected: a folder with rule sets)");
        }
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) found.filter(Files::isRegularFile)::iterator) {
                String path = directory.relativize(file).toString().replace('\\', '/');
                if (path.startsWith(".") || path.contains("/.")) {
                    continue;
                }
                if (Files.size(file) > MAX_FILE_BYTES) {
                    throw tooLarge(path, Files.size(file));
                }
                if (files.size() == MAX_FILES) {
                    throw new IllegalArgumentException(
                            "files: more than " + MAX_FILES + " (expected: <= " + MAX_FILES + ")");
                }
                files.put(path, Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return of(files);
    }

    /**
     * These files.
     *
     * @throws IllegalArgumentException when a path is not made of lower-case names, a file is not UTF-8, or there are too many or too
     *     large ones
     */
    public static ReleaseSource of(Map<String, byte[]> files) {
        if (files.size() > MAX_FILES) {
            throw new IllegalArgumentException("files: " + files.size() + " (expected: <= " + MAX_FILES + ")");
        }
        SortedMap<String, byte[]> copy = new TreeMap<>();
        long total = 0;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String path = file.getKey();
            if (path.length() > MAX_PATH || !PATH.matcher(path).matches()) {
                throw new IllegalArgumentException("path: " + path
                        + " (expected: <rule set>/<file> in lower-case letters, digits, '.', '_' and '-', at most "
                        + MAX_PATH
                        + " characters)");
            }
            byte[] content = file.getValue().clone();
            if (content.length > MAX_FILE_BYTES) {
                throw tooLarge(path, content.length);
            }
            total += content.length;
            requireUtf8(path, content);
            copy.put(path, content);
        }
        if (total > MAX_TOTAL_BYTES) {
            throw new IllegalArgumentException(
                    "files: " + total + " bytes in all (expected: <= " + MAX_TOTAL_BYTES + ")");
        }
        return new ReleaseSource(copy);
    }

    /** Content by path. Callers leave the arrays as they are. */
    public SortedMap<String, byte[]> files() {
        return files;
    }

    /** SHA-256 in lower-case hexadecimal over all paths, lengths and contents, in the order of the paths. */
    public String digest() {
        return digest;
    }

    static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException tooLarge(String path, long size) {
        return new IllegalArgumentException(path + ": " + size + " bytes (expected: <= " + MAX_FILE_BYTES + ")");
    }

    private static void requireUtf8(String path, byte[] content) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(path + ": not UTF-8 (expected: text in UTF-8)", e);
        }
    }

    private static byte[] resource(String path) {
        try (InputStream in = ReleaseSource.class.getResourceAsStream(SHIPPED + path)) {
            if (in == null) {
                throw new IllegalStateException(
                        "resource " + SHIPPED + path + " is missing (expected: in the jar of the rules)");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digestOf(SortedMap<String, byte[]> files) {
        MessageDigest sha;
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing (expected: in every Java platform)", e);
        }
        files.forEach((path, content) -> {
            byte[] name = path.getBytes(StandardCharsets.UTF_8);
            sha.update(ByteBuffer.allocate(4).putInt(name.length).array());
            sha.update(name);
            sha.update(ByteBuffer.allocate(8).putLong(content.length).array());
            sha.update(content);
        });
        return HexFormat.of().formatHex(sha.digest());
    }
}
