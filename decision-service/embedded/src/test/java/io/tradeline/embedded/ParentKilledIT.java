package io.tradeline.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.embedded.postgres.Durability;
import io.tradeline.embedded.postgres.EmbeddedPostgres;
import io.tradeline.embedded.postgres.PostgresOptions;
import io.tradeline.embedded.redis.EmbeddedRedis;
import io.tradeline.embedded.redis.RedisOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that starts servers is killed with SIGKILL. */
class ParentKilledIT {
    @TempDir
    private Path directory;

    @Test
    void serversEndWithTheirProgramAndStartAgain() throws IOException, InterruptedException {
        ServerHolder.Held held = ServerHolder.start(directory);
        assertThat(ProcessHandle.of(held.postgresPid())).isPresent();
        assertThat(ProcessHandle.of(held.redisPid())).isPresent();

        held.program().destroyForcibly().waitFor();

        // At once, while the old ones are perhaps still about to end.
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(
                        PostgresOptions.in(directory.resolve("postgres")).withDurability(Durability.NONE));
                EmbeddedRedis redis = EmbeddedRedis.start(RedisOptions.in(directory.resolve("redis")))) {
            assertThat(postgres.isRunning()).isTrue();
            assertThat(redis.isRunning()).isTrue();
            assertThat(postgres.pid()).isNotEqualTo(held.postgresPid());
        }
        Await.gone(held.postgresPid());
        Await.gone(held.redisPid());
    }

    @Test
    void nothingIsLeftWhenNobodyStartsAgain() throws IOException, InterruptedException {
        ServerHolder.Held held = ServerHolder.start(directory);
        held.program().destroyForcibly().waitFor();
        Await.gone(held.postgresPid());
        Await.gone(held.redisPid());
    }
}
