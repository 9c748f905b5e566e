package io.tradeline.embedded.postgres;

import io.tradeline.embedded.BinaryCache;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How to run an embedded PostgreSQL.
 *
 * @param directory where data, log and password live; made when it is missing, kept when the server ends
 * @param port TCP port on 127.0.0.1; 0 for any free one
 * @param durability what survives a crash of the machine
 * @param database name of the database that is made in a new data directory
 * @param settings further settings as {@code name=value}; they win over the defaults
 * @param cache where the server's program is unpacked
 * @param startLimit how long the server may take to answer
 */
public record PostgresOptions(
        Path directory,
        int port,
        Durability durability,
        String database,
        List<String> settings,
        BinaryCache cache,
        Duration startLimit) {
    public PostgresOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        }
        if (!database.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException(
                    "database: \"" + database + "\" (expected: lower-case letters, digits and _)");
        }
        directory = directory.toAbsolutePath().normalize();
        settings = List.copyOf(settings);
    }

    /** A durable server with the database {@code tradeline} on any free port. */
    public static PostgresOptions in(Path directory) {
        return new PostgresOptions(
                directory, 0, Durability.FULL, "tradeline", List.of(), BinaryCache.ofUser(), Duration.ofSeconds(60));
    }

    public PostgresOptions withPort(int value) {
        return new PostgresOptions(directory, value, durability, database, settings, cache, startLimit);
    }

    public PostgresOptions withDurability(Durability value) {
        return new PostgresOptions(directory, port, value, database, settings, cache, startLimit);
    }

    public PostgresOptions withDatabase(String value) {
        return new PostgresOptions(directory, port, durability, value, settings, cache, startLimit);
    }

    /** With further settings as {@code name=value}. */
    public PostgresOptions withSettings(String... values) {
        return new PostgresOptions(directory, port, durability, database, List.of(values), cache, startLimit);
    }

    public PostgresOptions withCache(BinaryCache value) {
        return new PostgresOptions(directory, port, durability, database, settings, value, startLimit);
    }
}
