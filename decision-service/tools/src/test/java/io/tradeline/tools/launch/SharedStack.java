package io.tradeline.tools.launch;

import io.tradeline.embedded.postgres.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One decision service with its servers for all test classes that name this extension. Who changes something behind its back puts it right again. */
public final class SharedStack implements BeforeAllCallback {
    /** A service that lives for a minute is not worth compiling well: it starts in half of the processor's time. */
    private static final List<String> SHORT_LIVED = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static @Nullable Running running;

    /** What is started once, and ends with the last test. */
    private static final class Running implements AutoCloseable {
        private final Path directory;
        private final Ports ports = Ports.free();
        private final LocalStack stack;

        Running() throws IOException {
            directory = Files.createTempDirectory("tradeline-stack-");
            stack = LocalStack.start(StackOptions.in(directory)
                    .withPorts(ports)
                    .withDurability(Durability.NONE)
                    .withJvmOptions(SHORT_LIVED));
        }

        @Override
        public void close() throws IOException {
            stack.close();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    public static LocalStack stack() {
        return running().stack;
    }

    /** The command with the options that lead it to the shared stack, and with these arguments. */
    public static String[] command(String name, String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                name,
                "--port-offset",
                Integer.toString(running().ports.offset()),
                "--data-dir",
                running().directory.toString()));
        words.addAll(List.of(arguments));
        return words.toArray(String[]::new);
    }

    private static Running running() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("no stack: the test class does not name this extension");
        }
        return now;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedStack.class))
                .getOrComputeIfAbsent(Running.class, key -> start(), Running.class);
    }

    private static Running start() {
        try {
            return new Running();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
