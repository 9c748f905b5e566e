package io.tradeline.tools.bench.rules;

import io.tradeline.tools.CommandException;
import io.tradeline.tools.launch.StackOptions;
import io.tradeline.tools.launch.TradelineHome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** JMH on the benchmarks of the rules, in a Java process of its own with the options of the service. */
final class JmhRun {
    private static final String BENCHMARKS = "rules/benchmarks/target";
    private static final String ITERATIONS = "5";
    private static final int TAIL_LINES = 20;

    private JmhRun() {}

    /**
     * Five iterations that warm up and five that count, for each kind of order.
     *
     * @param directory for its output
     * @param isForked whether each kind of order has a Java of its own, as JMH advises; else all share one, which saves starting them
     * @throws CommandException when the benchmarks are not built, or fail
     */
    static List<JmhResult> measure(Path directory, Duration iteration, boolean isForked) {
        Path json = directory.resolve("rules.json");
        Path log = directory.resolve("rules.log");
        String time = iteration.toMillis() + "ms";
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(StackOptions.SERVICE_JVM);
        // Two of them may disturb each other, but must not keep each other from running.
        command.addAll(List.of("-Djmh.ignoreLock=true", "-cp", classPath(), "org.openjdk.jmh.Main"));
        command.addAll(
                List.of("-f", isForked ? "1" : "0", "-wi", ITERATIONS, "-i", ITERATIONS, "-w", time, "-r", time));
        command.addAll(List.of("-prof", "io.tradeline.rules.benchmarks.ThreadCpu"));
        command.addAll(List.of("-foe", "true", "-rf", "json", "-rff", json.toString()));
        try {
            run(command, log);
            return JmhResult.parse(Files.readString(json));
        } catch (IOException failed) {
            throw CommandException.failed("the benchmarks of the rules can't be run: " + failed.getMessage(), failed);
        }
    }

    private static void run(List<String> command, Path log) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            int code = process.waitFor();
            if (code != 0) {
                throw CommandException.failed("the benchmarks of the rules ended with " + code + ":\n" + tail(log));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted", interrupted);
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    private static String classPath() {
        Path target = TradelineHome.directory().resolve(BENCHMARKS);
        Path jar = target.resolve("tradeline-rules-benchmarks.jar");
        Path others = target.resolve("benchmarks.classpath");
        if (!Files.isRegularFile(jar) || !Files.isRegularFile(others)) {
            throw CommandException.environment("the benchmarks of the rules are not built: " + jar + " or " + others
                    + " is missing; run ./mvnw -DskipTests install");
        }
        try {
            return jar + File.pathSeparator + Files.readString(others).strip();
        } catch (IOException unreadable) {
            throw CommandException.environment(others + " can't be read: " + unreadable.getMessage(), unreadable);
        }
    }
}
