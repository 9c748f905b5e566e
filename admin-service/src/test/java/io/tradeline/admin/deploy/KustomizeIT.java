package io.tradeline.admin.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What kustomize itself makes of the demo. Skipped, with the reason, where there is no kubectl; it needs no cluster. */
class KustomizeIT {
    private static final Path DEMO = RepositoryFiles.K8S.resolve("overlays/demo");
    private static final int LIMIT_SECONDS = 60;

    @TempDir
    Path folder;

    @Test
    void rendersTheDemo() throws Exception {
        Optional<Path> kubectl = onPath("kubectl");
        assumeTrue(kubectl.isPresent(), "no kubectl on the PATH: the demo is not rendered by kustomize itself");

        Path rendered = render(kubectl.get());

        Kustomization expected = Kustomization.of(DEMO);
        List<Yaml> resources = Yaml.documents(rendered);
        assertThat(resources)
                .hasSize(expected.resources().size() + expected.configMaps().size());
        assertThat(resources)
                .filteredOn(resource -> !resource.at("kind").text().equals("Namespace"))
                .allSatisfy(resource ->
                        assertThat(resource.at("metadata", "namespace").text()).isEqualTo("tradeline"));
        assertThat(resources)
                .filteredOn(resource -> resource.at("kind").text().equals("Deployment"))
                .hasSize(2)
                .allSatisfy(deployment -> {
                    Yaml template = deployment.at("spec", "template");
                    String name = deployment.at("metadata", "name").text();
                    assertThat(template.at("metadata", "labels").entries())
                            .containsEntry("app.kubernetes.io/part-of", "tradeline");
                    assertThat(template.at("spec", "containers")
                                    .items()
                                    .get(0)
                                    .at("envFrom")
                                    .items()
                                    .get(0)
                                    .at("configMapRef", "name")
                                    .text())
                            .startsWith(name + "-");
                });
    }

    private Path render(Path kubectl) throws IOException, InterruptedException {
        Path output = folder.resolve("demo.yaml");
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(kubectl.toString(), "kustomize", DEMO.toString())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("kubectl ended within %s s", LIMIT_SECONDS)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(RepositoryFiles.read(errors)).isZero();
        return output;
    }

    private static Optional<Path> onPath(String command) {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(Optional.ofNullable(System.getenv("PATH")).orElse(""))
                .flatMap(directory -> directory.isEmpty() ? Stream.empty() : Stream.of(Path.of(directory, command)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
