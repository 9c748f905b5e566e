package io.tradeline.embedded.redis;

import io.tradeline.embedded.BinaryCache;
import io.tradeline.embedded.EmbeddedServerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/** The server's program. The library brings it; starting and ending it is ours, so that only the process that we started is ever touched. */
final class RedisBinary {
    private RedisBinary() {}

    static Path unpacked(BinaryCache cache) {
        OsArchitecture machine = OsArchitecture.detectOSandArchitecture();
        Map<OsArchitecture, String> programs = ExecutableProvider.newProvidedVersionsMap();
        String resource = programs.get(machine);
        if (resource == null) {
            throw new EmbeddedServerException("no embedded Redis for this machine (" + machine.os + " " + machine.arch
                    + "); name a running server in TRADELINE_REDIS_URL");
        }
        String name = resource.substring(resource.lastIndexOf('/') + 1);
        return cache.unpacked(name, directory -> unpack(resource, directory)).resolve("redis-server");
    }

    private static void unpack(String resource, Path directory) throws IOException {
        try (InputStream program = ExecutableProvider.class.getResourceAsStream(resource)) {
            if (program == null) {
                throw new IOException("missing in the jar: " + resource);
            }
            Path file = directory.resolve("redis-server");
            Files.copy(program, file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
