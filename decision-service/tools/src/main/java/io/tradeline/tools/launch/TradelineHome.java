package io.tradeline.tools.launch;

import io.tradeline.tools.CommandException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where Tradeline itself lies on this machine: the root of the repository. */
public final class TradelineHome {
    private static final String PROPERTY = "tradeline.home";

    private TradelineHome() {}

    /**
     * The root of the repository: as the script says it, else the nearest directory above the working directory that looks like it.
     *
     * @throws CommandException when there is none
     */
    public static Path directory() {
        String named = System.getProperty(PROPERTY);
        if (named != null && !named.isBlank()) {
            return Path.of(named).toAbsolutePath().normalize();
        }
        for (Path candidate = Path.of("").toAbsolutePath(); candidate != null; candidate = candidate.getParent()) {
            if (isHome(candidate)) {
                return candidate;
            }
        }
        throw CommandException.environment("can't find Tradeline's own directory above "
                + Path.of("").toAbsolutePath() + "; call the script ./tradeline, or name it with -D" + PROPERTY);
    }

    private static boolean isHome(Path directory) {
        return Files.isRegularFile(directory.resolve("pom.xml"))
                && Files.isDirectory(directory.resolve("decision-service/tools"));
    }

    /** The directory for local data: the given one, else {@code .tradeline} in the root of the repository. */
    public static Path dataDirectory(@Nullable Path given) {
        Path directory = given == null ? TradelineHome.directory().resolve(".tradeline") : given;
        return directory.toAbsolutePath().normalize();
    }

    /**
     * The packaged application of a service.
     *
     * @param service {@code "decision-service"} or {@code "admin-service"}
     * @throws CommandException when it is not built
     */
    public static Path application(String service) {
        Path jar = directory().resolve(service).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw CommandException.environment(service + " is not built: " + jar
                    + " is missing; ./tradeline start builds it, or run ./mvnw -DskipTests install");
        }
        return jar;
    }
}
