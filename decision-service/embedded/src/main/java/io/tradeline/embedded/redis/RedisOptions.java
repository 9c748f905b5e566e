package io.tradeline.embedded.redis;

import io.tradeline.embedded.BinaryCache;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How to run an embedded Redis.
 *
 * @param directory where its log lives; made when it is missing
 * @param port TCP port on 127.0.0.1; 0 for any free one
 * @param maxMemoryMegabytes above this the least recently used keys go; from 1
 * @param cache where the server's program is unpacked
 * @param startLimit how long the server may take to answer
 */
public record RedisOptions(Path directory, int port, int maxMemoryMegabytes, BinaryCache cache, Duration startLimit) {
    public RedisOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        }
        if (maxMemoryMegabytes < 1) {
            throw new IllegalArgumentException("maxMemoryMegabytes: " + maxMemoryMegabytes + " (expected: >= 1)");
        }
        directory = directory.toAbsolutePath().normalize();
    }

    /** 512 MB on any free port. */
    public static RedisOptions in(Path directory) {
        return new RedisOptions(directory, 0, 512, BinaryCache.ofUser(), Duration.ofSeconds(30));
    }

    public RedisOptions withPort(int value) {
        return new RedisOptions(directory, value, maxMemoryMegabytes, cache, startLimit);
    }

    public RedisOptions withCache(BinaryCache value) {
        return new RedisOptions(directory, port, maxMemoryMegabytes, value, startLimit);
    }
}
