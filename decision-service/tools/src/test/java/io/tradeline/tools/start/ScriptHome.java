package io.tradeline.tools.start;

import io.tradeline.tools.launch.TradelineHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;

/**
 * A directory like the root of the repository, in which the script finds the commands built: they are the classes under test, which need not be packaged yet.
 */
final class ScriptHome {
    private final Path directory;

    private ScriptHome(Path directory) {
        this.directory = directory;
    }

    /** Makes it, or makes it again. */
    static ScriptHome make(Path directory) throws IOException {
        Path repository = TradelineHome.directory();
        Path target = Files.createDirectories(directory.resolve("decision-service/tools/target"));
        Files.copy(
                repository.resolve("tradeline"), directory.resolve("tradeline"), StandardCopyOption.REPLACE_EXISTING);
        new JarOutputStream(Files.newOutputStream(target.resolve("tradeline-tools.jar"))).close();
        Files.writeString(target.resolve("tools.classpath"), System.getProperty("java.class.path"));
        return new ScriptHome(directory);
    }

    /** With the services, too: those of the repository. */
    ScriptHome withServices() throws IOException {
        for (String service : List.of("decision-service", "admin-service")) {
            Path link = Files.createDirectories(directory.resolve(service)).resolve("target");
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(
                        link, TradelineHome.directory().resolve(service).resolve("target"));
            }
        }
        return this;
    }

    Path directory() {
        return directory;
    }

    /** The script, where it lies. */
    Path script() {
        return directory.resolve("tradeline");
    }

    /** A call of the script by the shell of the system, with this program's Java; what is said comes in one stream. */
    ProcessBuilder call(List<String> arguments) {
        return call(script(), arguments);
    }

    /** As above, by another path. */
    ProcessBuilder call(Path script, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TRADELINE_SKIP_BUILD", "1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("TRADELINE_JAVA_OPTS");
        return builder;
    }
}
