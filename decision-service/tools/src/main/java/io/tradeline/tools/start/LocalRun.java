package io.tradeline.tools.start;

import io.tradeline.embedded.LocalPorts;
import io.tradeline.tools.launch.LocalStack;
import io.tradeline.tools.launch.Ports;
import io.tradeline.tools.launch.ServiceProcess;
import io.tradeline.tools.launch.ServiceSpec;
import io.tradeline.tools.launch.StackOptions;
import io.tradeline.tools.launch.Started;
import io.tradeline.tools.launch.TradelineHome;
import io.tradeline.tools.start.demo.DemoExamples;
import io.tradeline.tools.start.demo.DemoLoader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One run of everything: started in order, watched, stopped in the opposite order. */
final class LocalRun implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);

    private final Path directory;
    private final Ports ports;
    private final boolean withDemo;
    private final PrintWriter out;
    private final Started started = new Started();
    private @Nullable LocalStack stack;
    private @Nullable ServiceProcess admin;

    LocalRun(Path directory, Ports ports, boolean withDemo, PrintWriter out) {
        this.directory = directory;
        this.ports = ports;
        this.withDemo = withDemo;
        this.out = out;
    }

    /** Starts everything and says how to use it. */
    void start() {
        started.add(RunLock.take(directory));
        Path adminJar = TradelineHome.application("admin-service");
        LocalPorts.requireFree(ports.adminHttp(), "the admin service");
        StackOptions options = StackOptions.in(directory)
                .withPorts(ports)
                .withDatabase(GivenServers.database(System.getenv()))
                .withRedisUrl(GivenServers.redis(System.getenv()));
        say("Starting " + (options.database().isPresent() ? "" : "PostgreSQL, ")
                + (options.redisUrl().isPresent() ? "" : "Redis, ")
                + "the decision service and the admin service ...");
        LocalStack running = started.add(LocalStack.start(options));
        stack = running;
        ServiceProcess pages = startAdmin(running, adminJar);
        admin = pages;
        pages.awaitReady(READY_LIMIT);
        if (withDemo) {
            new DemoLoader(directory, ports.decisionGrpc(), running.tokens(), Clock.systemUTC()).load(this::say);
        }
        Path order = DemoExamples.write(directory.resolve("examples"));
        say(Welcome.text(directory, ports, running, order));
    }

    private ServiceProcess startAdmin(LocalStack running, Path jar) {
        Path token = ServiceToken.write(
                directory.resolve("run").resolve("admin-service.token"), running.tokens(), "admin-service", "read");
        return started.add(ServiceProcess.start(new ServiceSpec(
                "admin-service",
                jar,
                List.of(),
                Map.of(
                        "QUARKUS_HTTP_HOST",
                        "127.0.0.1",
                        "QUARKUS_HTTP_PORT",
                        Integer.toString(ports.adminHttp()),
                        "TRADELINE_DECISION_TARGET",
                        "127.0.0.1:" + ports.decisionGrpc(),
                        "TRADELINE_DECISION_TOKEN_FILE",
                        token.toString()),
                ports.adminHttp(),
                running.logs(),
                running.pids())));
    }

    /** Watches until the thread is interrupted, or a service dies. */
    void watch() throws InterruptedException {
        Supervisor supervisor = new Supervisor(this::say, Clock.systemUTC());
        LocalStack running = Objects.requireNonNull(stack);
        running.postgres().ifPresent(supervisor::watch);
        running.redis().ifPresent(supervisor::watch);
        supervisor.watch(running.decisionService());
        supervisor.watch(Objects.requireNonNull(admin));
        supervisor.run();
    }

    private void say(String text) {
        out.println(text);
        out.flush();
    }

    /** Stops what was started: first the services, which finish what they have accepted, then Redis, then PostgreSQL. */
    @Override
    public void close() {
        // Whoever asked us to end has interrupted this thread; stopping in good order takes waiting.
        Thread.interrupted();
        if (stack != null) {
            say("Stopping ...");
        }
        started.close();
    }
}
