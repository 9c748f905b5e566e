package io.tradeline.tools.start;

import io.tradeline.tools.CommandException;
import io.tradeline.tools.token.LocalTokens;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The file with a service's own token, readable for its owner only. */
final class ServiceToken {
    private ServiceToken() {}

    /**
     * Writes a new token that holds for as long as a run may last.
     *
     * @return the file
     */
    static Path write(Path file, LocalTokens tokens, String subject, String... scopes) {
        String token = tokens.issue(subject, LocalTokens.MAX_LIFE, scopes);
        try {
            Files.createDirectories(file.getParent());
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                createForOwner(file);
            }
            Files.writeString(file, token + "\n");
            return file;
        } catch (IOException failure) {
            throw CommandException.environment("can't write " + file + ": " + failure, failure);
        }
    }

    private static void createForOwner(Path file) throws IOException {
        var ownerOnly = PosixFilePermissions.fromString("rw-------");
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(ownerOnly));
        } catch (FileAlreadyExistsException known) {
            Files.setPosixFilePermissions(file, ownerOnly);
        }
    }
}
