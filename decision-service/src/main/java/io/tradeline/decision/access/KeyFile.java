package io.tradeline.decision.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A key set in a file. It is read as a whole each time: a mounted Secret is replaced behind a link, with whatever time of change. */
record KeyFile(Path file) implements KeySource {

    @Override
    public String read() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST_BYTES + 1);
            if (bytes.length > LARGEST_BYTES) {
                throw new IOException("more than " + LARGEST_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException missing) {
            throw new IOException("no such file", missing);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
