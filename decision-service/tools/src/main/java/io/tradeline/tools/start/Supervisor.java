package io.tradeline.tools.start;

import io.tradeline.embedded.postgres.EmbeddedPostgres;
import io.tradeline.embedded.redis.EmbeddedRedis;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.launch.ServiceProcess;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * Watches what runs. An embedded PostgreSQL or Redis that dies is started again, unless it dies often; the services live through that. A service that dies is a
 * defect, and ends the run.
 */
final class Supervisor {
    private final Consumer<String> say;
    private final Clock clock;
    private final List<Watched> all = new ArrayList<>();

    /**
     * @param say tells people what happens
     */
    Supervisor(Consumer<String> say, Clock clock) {
        this.say = say;
        this.clock = clock;
    }

    void watch(EmbeddedPostgres postgres) {
        all.add(new RestartedServer(
                "PostgreSQL", postgres::onExit, postgres::restart, postgres::logTail, new Deaths(clock)));
    }

    void watch(EmbeddedRedis redis) {
        all.add(new RestartedServer("Redis", redis::onExit, redis::restart, redis::logTail, new Deaths(clock)));
    }

    void watch(ServiceProcess service) {
        all.add(new Service(service));
    }

    /**
     * Watches until the thread is interrupted.
     *
     * @throws CommandException when a service has died, or a server dies too often
     */
    void run() throws InterruptedException {
        while (true) {
            List<CompletableFuture<Void>> exits =
                    all.stream().map(Watched::onExit).toList();
            try {
                CompletableFuture.anyOf(exits.toArray(CompletableFuture[]::new)).get();
            } catch (ExecutionException failure) {
                throw CommandException.failed("can't watch what runs: " + failure.getMessage(), failure);
            }
            for (int i = 0; i < exits.size(); i++) {
                if (exits.get(i).isDone()) {
                    all.get(i).died(say);
                }
            }
        }
    }

    /** Something that runs. */
    private interface Watched {
        CompletableFuture<Void> onExit();

        /** Makes it run again, or fails. */
        void died(Consumer<String> say);
    }

    private record Service(ServiceProcess process) implements Watched {
        @Override
        public CompletableFuture<Void> onExit() {
            return process.onExit();
        }

        @Override
        public void died(Consumer<String> say) {
            throw CommandException.failed(process.lastWords(process.name() + " has ended by itself"));
        }
    }

    private record RestartedServer(String name, Exit exit, Runnable restart, LastLines lastLines, Deaths deaths)
            implements Watched {
        private static final int TAIL_LINES = 20;

        @Override
        public CompletableFuture<Void> onExit() {
            return exit.next();
        }

        @Override
        public void died(Consumer<String> say) {
            if (deaths.tooMany()) {
                throw CommandException.failed(name + " ends by itself again and again. Its log ends with:\n  "
                        + String.join("\n  ", lastLines.last(TAIL_LINES)));
            }
            say.accept(name + " has ended by itself; starting it again ...");
            restart.run();
            say.accept(name + " runs again.");
        }
    }

    private interface Exit {
        CompletableFuture<Void> next();
    }

    private interface LastLines {
        List<String> last(int lines);
    }
}
