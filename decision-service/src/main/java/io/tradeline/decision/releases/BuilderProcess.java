package io.tradeline.decision.releases;

import io.tradeline.rules.release.InvalidReleaseException;
import io.tradeline.rules.release.Problem;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.release.ReleaseCompiler;
import io.tradeline.rules.release.ReleaseSource;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles the rules of a release beside orders: in a process of its own, {@linkplain LastInLine last in line} for the processors, which ends with its work. Only the classes that come of it are loaded here.
 *
 * <p>Compiling takes seconds of processor time, two thirds of it for the just-in-time compiler, as most of what compiles runs for the first time. On a thread of the service that would be taken from orders, and no priority of that
 * thread would change it. Where such a process can't be had, or has not ended in time, the release is compiled here after all: it is late, and felt, but it comes.
 */
public final class BuilderProcess implements Compilation {

    private static final Logger LOG = LoggerFactory.getLogger(BuilderProcess.class);

    /** A busy machine leaves it little; then it must be done all the same. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final int MOST_BYTES = 64 << 20;
    private static final int MOST_PROBLEMS = 100_000;

    private final List<String> command;
    private final Duration limit;
    private final Compilation otherwise;

    /** With the Java, and the classes, of this process. */
    public static BuilderProcess beside() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // It runs for seconds: machine code that takes long to make would not pay.
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
        command.addAll(List.of("-cp", classPath(), BuilderMain.class.getName()));
        return new BuilderProcess(LastInLine.command(command), LIMIT, ReleaseCompiler::compile);
    }

    /** @param otherwise how it is compiled where the command fails */
    BuilderProcess(List<String> command, Duration limit, Compilation otherwise) {
        this.command = List.copyOf(command);
        this.limit = limit;
        this.otherwise = otherwise;
    }

    @Override
    public Release compile(ReleaseSource source) throws InvalidReleaseException {
        byte[] module;
        try {
            module = build(source);
        } catch (IOException failed) {
            LOG.warn(
                    "release {} is compiled beside orders, as no process of its own does it: {}",
                    source.digest(),
                    failed.getMessage());
            return otherwise.compile(source);
        }
        return ReleaseCompiler.load(source, module);
    }

    private byte[] build(ReleaseSource source) throws IOException, InvalidReleaseException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        Process process = builder.start();
        try {
            process.onExit()
                    .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
                    .whenComplete((ended, late) -> process.destroyForcibly());
            try (OutputStream release = process.getOutputStream()) {
                ReleaseStore.files(source).writeTo(release);
            }
            byte[] answer = process.getInputStream().readNBytes(MOST_BYTES);
            int exit = process.onExit().join().exitValue();
            if (exit != 0) {
                throw new IOException("it ended with " + exit + " (expected: 0)");
            }
            return module(new DataInputStream(new ByteArrayInputStream(answer)));
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    private static byte[] module(DataInputStream answer) throws IOException, InvalidReleaseException {
        int kind = answer.read();
        if (kind == BuilderMain.PROBLEMS) {
            throw new InvalidReleaseException(problems(answer));
        }
        int length = kind == BuilderMain.MODULE ? answer.readInt() : -1;
        // An archive that lacks its end would be read as one with fewer rules.
        if (length != answer.available()) {
            throw new IOException("its answer is of kind " + kind + ", of " + length + " bytes, and has "
                    + answer.available() + " (expected: a module, whole, or problems)");
        }
        return answer.readAllBytes();
    }

    private static List<Problem> problems(DataInputStream answer) throws IOException {
        int count = answer.readInt();
        if (count < 1 || count > MOST_PROBLEMS) {
            throw new IOException("problems: " + count + " (expected: 1 to " + MOST_PROBLEMS + ")");
        }
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            problems.add(new Problem(text(answer), answer.readInt(), answer.readInt(), text(answer)));
        }
        return problems;
    }

    private static String text(DataInputStream answer) throws IOException {
        return new String(answer.readNBytes(answer.readInt()), StandardCharsets.UTF_8);
    }

    /** As it is packaged, this class lies in a folder beside that of the libraries; while it is developed the class path has everything. */
    private static String classPath() {
        try {
            Path classes = Path.of(BuilderProcess.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path libraries = classes.resolve("../../lib/main").normalize();
            return Files.isDirectory(libraries)
                    ? libraries + File.separator + "*" + File.pathSeparator + classes
                    : System.getProperty("java.class.path");
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("the place of the service's classes is no path", impossible);
        }
    }
}
