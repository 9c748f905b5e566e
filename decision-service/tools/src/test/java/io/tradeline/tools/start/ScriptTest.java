package io.tradeline.tools.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tradeline.tools.ExitCodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script by itself, in a directory whose name a careless script would trip over. */
class ScriptTest {
    @TempDir
    private Path temp;

    private ScriptHome home;

    private record Said(int code, String text) {}

    @BeforeEach
    void makeHome() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "a POSIX shell is needed");
        home = ScriptHome.make(temp.resolve("a home"));
    }

    private Said run(ProcessBuilder call) throws IOException, InterruptedException {
        Process process = call.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    private Said run(String... arguments) throws IOException, InterruptedException {
        return run(home.call(List.of(arguments)).directory(temp.toFile()));
    }

    private static Path program(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void answersFromAnyDirectory() throws Exception {
        Said said = run("--version");

        assertThat(said.code()).as(said.text()).isEqualTo(ExitCodes.OK);
        assertThat(said.text()).startsWith("tradeline ").contains("Java ");
    }

    @Test
    void answersThroughSymbolicLinks() throws Exception {
        Path whole = Files.createSymbolicLink(temp.resolve("whole"), home.script());
        Path bin = Files.createDirectories(temp.resolve("bin"));
        Path relative = Files.createSymbolicLink(bin.resolve("tradeline"), Path.of("../whole"));
        assertThat(whole).isSymbolicLink();

        Said said = run(home.call(relative, List.of("--version")).directory(bin.toFile()));

        assertThat(said.code()).as(said.text()).isEqualTo(ExitCodes.OK);
        assertThat(said.text()).startsWith("tradeline ");
    }

    @Test
    void aJavaHomeWithoutJavaIsNamed() throws Exception {
        ProcessBuilder call = home.call(List.of("--version"));
        call.environment().put("JAVA_HOME", temp.toString());

        Said said = run(call);

        assertThat(said.code()).as(said.text()).isEqualTo(ExitCodes.ENVIRONMENT);
        assertThat(said.text())
                .isEqualTo("tradeline: JAVA_HOME is " + temp
                        + ", but has no bin/java; set it to a JDK 17 or newer, or unset it\n");
    }

    @Test
    void anOldJavaIsNamed() throws Exception {
        Path java = program(temp.resolve("old/bin/java"), "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");
        ProcessBuilder call = home.call(List.of("--version"));
        call.environment().put("JAVA_HOME", temp.resolve("old").toString());

        Said said = run(call);

        assertThat(said.code()).as(said.text()).isEqualTo(ExitCodes.ENVIRONMENT);
        assertThat(said.text())
                .isEqualTo("tradeline: Java 17 or newer is needed; " + java + " says it is version 11\n");
    }

    @Test
    void anUnknownCommandIsWrongUsage() throws Exception {
        Said said = run("tokn");

        assertThat(said.code()).as(said.text()).isEqualTo(ExitCodes.USAGE);
        assertThat(said.text()).contains("tokn").contains("token");
    }

    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        Said said = run("rules", "digest", "no such  folder*");

        assertThat(said.code()).as(said.text()).isEqualTo(ExitCodes.USAGE);
        assertThat(said.text()).contains("no such  folder* (expected: a folder with rule sets)");
    }

    @Test
    void whatIsNotBuiltIsNamed() throws Exception {
        Path jar = home.directory().resolve("decision-service/tools/target/tradeline-tools.jar");
        Files.delete(jar);

        Said said = run("--version");

        assertThat(said.code()).as(said.text()).isEqualTo(ExitCodes.ENVIRONMENT);
        assertThat(said.text()).contains("not built: ", "tradeline-tools.jar is missing", "TRADELINE_SKIP_BUILD");
    }

    @Test
    void testHandsItsArgumentsToMavenAndSaysWhyThereIsNoBrowser() throws Exception {
        program(home.directory().resolve("mvnw"), "pwd; printf '%s\\n' \"$@\"; exit 1");
        Path bin = temp.resolve("stand-ins");
        program(bin.resolve("id"), "echo 0");
        program(bin.resolve("apt-get"), "echo 'Reading package lists ...'; echo 'E: no network' >&2; exit 100");
        program(bin.resolve("javac"), "");
        ProcessBuilder call = home.call(List.of("test", "-pl", "rules", "-Dtest=A B"));
        call.environment().put("PATH", bin + ":" + System.getenv("PATH"));
        call.environment().put("TRADELINE_CHROMIUM", temp.resolve("no-chromium").toString());

        Said said = run(call.directory(temp.toFile()));

        assertThat(said.code()).as(said.text()).isEqualTo(1);
        assertThat(said.text())
                .contains("none could be installed (E: no network): the browser tests are skipped\n")
                .endsWith(home.directory().toRealPath() + "\n-B\n-ntp\n-Pci\n-pl\nrules\n-Dtest=A B\ninstall\n");
    }

    @Test
    void helpForTestIsGivenWithoutRunningIt() throws Exception {
        Said said = run("test", "--help");

        assertThat(said.code()).as(said.text()).isEqualTo(ExitCodes.OK);
        assertThat(said.text()).contains("Usage: tradeline test").contains("Further arguments go to Maven");
    }
}
