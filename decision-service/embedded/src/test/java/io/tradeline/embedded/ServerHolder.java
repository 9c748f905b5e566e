package io.tradeline.embedded;

import io.tradeline.embedded.postgres.Durability;
import io.tradeline.embedded.postgres.EmbeddedPostgres;
import io.tradeline.embedded.postgres.PostgresOptions;
import io.tradeline.embedded.redis.EmbeddedRedis;
import io.tradeline.embedded.redis.RedisOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A program that starts both servers, says their process ids, and holds them until it is killed. */
public final class ServerHolder {
    private ServerHolder() {}

    /**
     * Starts the program in a process of its own.
     *
     * @return the program and the process ids of PostgreSQL and Redis
     */
    public static Held start(Path directory) throws IOException {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerHolder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8));
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the program ended without having started the servers");
        }
        List<Long> pids = List.of(line.split(" ")).stream().map(Long::valueOf).toList();
        return new Held(program, pids.get(0), pids.get(1));
    }

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(
                PostgresOptions.in(directory.resolve("postgres")).withDurability(Durability.NONE));
        EmbeddedRedis redis = EmbeddedRedis.start(RedisOptions.in(directory.resolve("redis")));
        System.out.println(postgres.pid() + " " + redis.pid());
        // Until the end of the input, that is for as long as the test wants.
        System.in.readAllBytes();
    }

    /** The running program. */
    public record Held(Process program, long postgresPid, long redisPid) {}
}
