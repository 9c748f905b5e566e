package io.tradeline.admin.state;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** The file with this service's own bearer token. It never logs or repeats the token. */
@Singleton
final class TokenFile {
    private static final int MAX_BYTES = 16 * 1024;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]+");

    private final Optional<Path> file;

    @Inject
    TokenFile(DecisionSettings settings) {
        this(settings.tokenFile());
    }

    TokenFile(Optional<Path> file) {
        this.file = file;
    }

    /**
     * The token as it is in the file now.
     *
     * @throws UnusableTokenException when no file is named, it can't be read, or it holds something else than one token
     */
    String read() throws UnusableTokenException {
        Path path = file.orElseThrow(() ->
                new UnusableTokenException("tradeline.decision.token-file: not set (expected: path of a token file)"));
        String token = content(path).strip();
        if (!TOKEN.matcher(token).matches()) {
            throw new UnusableTokenException(
                    path + ": " + token.length() + " characters (expected: one bearer token and nothing else)");
        }
        return token;
    }

    private static String content(Path path) throws UnusableTokenException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new UnusableTokenException(path + ": no such file (expected: a token file)", e);
        } catch (IOException e) {
            throw new UnusableTokenException(path + ": not readable (expected: a token file): " + e.getMessage(), e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new UnusableTokenException(path + ": more than 16384 bytes (expected: one bearer token)");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** There is no token to call with; the message says which file and why. */
    static final class UnusableTokenException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableTokenException(String message) {
            super(message);
        }

        UnusableTokenException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
