package io.tradeline.admin.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each container is hardened, limited, probed, configured with names that its service reads, and has an image that can be built. */
class WorkloadsTest {
    /** Read by Quarkus itself. */
    private static final Set<String> FRAMEWORK_SETTINGS = Set.of("QUARKUS_HTTP_HOST", "QUARKUS_HTTP_PORT");

    static Stream<Workload> workloads() {
        List<Workload> workloads = Workload.of(Kustomization.of(RepositoryFiles.K8S.resolve("base")));
        assertThat(workloads).hasSize(2);
        return workloads.stream();
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void runsWithoutPrivileges(Workload workload) {
        Yaml pod = workload.pod().at("securityContext");
        Yaml container = workload.container().at("securityContext");

        assertThat(pod.at("runAsNonRoot").text()).isEqualTo("true");
        assertThat(Long.parseLong(pod.at("runAsUser").text())).isGreaterThan(0);
        assertThat(pod.at("seccompProfile", "type").text()).isEqualTo("RuntimeDefault");
        assertThat(container.at("allowPrivilegeEscalation").text()).isEqualTo("false");
        assertThat(container.at("readOnlyRootFilesystem").text()).isEqualTo("true");
        assertThat(container.at("capabilities", "drop").texts()).containsExactly("ALL");
        for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
            assertThat(workload.pod().at(shared).isPresent()).as(shared).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void hasRequestsAndLimits(Workload workload) {
        Yaml resources = workload.container().at("resources");

        for (String resource : List.of("cpu", "memory")) {
            assertThat(resources.at("requests", resource).text()).isNotBlank();
            assertThat(resources.at("limits", resource).text()).isNotBlank();
        }
        for (Yaml volume : workload.pod().at("volumes").items()) {
            if (volume.at("emptyDir").isPresent()) {
                assertThat(volume.at("emptyDir", "sizeLimit").text()).isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void isProbedWhereQuarkusAnswers(Workload workload) {
        Map<String, String> paths = Map.of(
                "startupProbe", "/q/health/started",
                "livenessProbe", "/q/health/live",
                "readinessProbe", "/q/health/ready");
        paths.forEach((probe, path) -> {
            Yaml request = workload.container().at(probe, "httpGet");
            assertThat(request.at("path").text()).isEqualTo(path);
            assertThat(request.at("port").text()).isEqualTo("http");
        });
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void listensOnItsContainerPorts(Workload workload) {
        Map<String, String> settings = workload.settings();

        assertThat(settings)
                .containsEntry("QUARKUS_HTTP_HOST", "0.0.0.0")
                .containsEntry(
                        "QUARKUS_HTTP_PORT",
                        String.valueOf(workload.containerPorts().get("http")));
        if (workload.containerPorts().containsKey("grpc")) {
            assertThat(settings)
                    .containsEntry("TRADELINE_GRPC_HOST", "0.0.0.0")
                    .containsEntry(
                            "TRADELINE_GRPC_PORT",
                            String.valueOf(workload.containerPorts().get("grpc")));
        }
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void setsOnlyNamesThatTheServiceReads(Workload workload) {
        SettingNames known =
                SettingNames.in(RepositoryFiles.ROOT.resolve(workload.name()).resolve("src/main"));
        List<String> names = new ArrayList<>(workload.settings().keySet());
        workload.container()
                .at("env")
                .items()
                .forEach(entry -> names.add(entry.at("name").text()));

        assertThat(names).doesNotHaveDuplicates().isNotEmpty();
        assertThat(names)
                .filteredOn(name -> !FRAMEWORK_SETTINGS.contains(name) && !known.contains(name))
                .as("names that %s doesn't read", workload.name())
                .isEmpty();
        assertThat(known.contains("TRADELINE_NO_SUCH_NAME")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void namesOfSecretsAreDocumented(Workload workload) {
        String readme = RepositoryFiles.read(RepositoryFiles.K8S.resolve("README.md"));

        for (Yaml entry : workload.container().at("env").items()) {
            Yaml secret = entry.at("valueFrom", "secretKeyRef");
            assertThat(readme)
                    .contains("`" + secret.at("name").text() + "`")
                    .contains("`" + secret.at("key").text() + "`");
        }
        for (Yaml volume : workload.pod().at("volumes").items()) {
            if (volume.at("secret").isPresent()) {
                assertThat(readme)
                        .contains("`" + volume.at("secret", "secretName").text() + "`");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void filesThatSettingsNameAreMounted(Workload workload) {
        List<String> mounted = new ArrayList<>();
        for (Yaml mount : workload.container().at("volumeMounts").items()) {
            Yaml volume = workload.pod().at("volumes").items().stream()
                    .filter(candidate ->
                            candidate.at("name").text().equals(mount.at("name").text()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(mount.where() + ": no such volume"));
            for (Yaml item : volume.at("secret", "items").items()) {
                mounted.add(mount.at("mountPath").text() + "/" + item.at("path").text());
            }
        }
        List<String> named = workload.settings().values().stream()
                .filter(value -> value.startsWith("/"))
                .toList();

        assertThat(named).isNotEmpty().isEqualTo(mounted);
        assertThat(workload.container().at("volumeMounts").items())
                .extracting(mount -> mount.at("mountPath").text())
                .as("the root file system is read-only, the JVM needs a place")
                .contains("/tmp");
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void itsImageCanBeBuilt(Workload workload) {
        Path folder = RepositoryFiles.K8S.resolve("images").resolve(workload.name());
        String dockerfile = RepositoryFiles.read(folder.resolve("Dockerfile"));
        String user = workload.pod().at("securityContext", "runAsUser").text();
        String group = workload.pod().at("securityContext", "runAsGroup").text();
        String artifact = workload.name() + "/target/quarkus-app";
        String ports =
                workload.containerPorts().values().stream().map(String::valueOf).collect(Collectors.joining(" "));

        assertThat(workload.container().at("image").text())
                .isEqualTo("tradeline/" + workload.name() + ":" + projectVersion());
        assertThat(dockerfile)
                .contains("\nFROM eclipse-temurin:17-jre\n")
                .contains("-t tradeline/" + workload.name() + ":" + projectVersion())
                .contains("\nUSER " + user + ":" + group + "\n")
                .contains("\nEXPOSE " + ports + "\n")
                .doesNotContain(":latest");
        assertThat(dockerfile.lines().filter(line -> line.startsWith("COPY ")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains(" " + artifact + "/"));
        assertThat(RepositoryFiles.read(folder.resolve("Dockerfile.dockerignore"))
                        .lines())
                .containsExactly("*", "!" + artifact);
    }

    private static String projectVersion() {
        String pom = RepositoryFiles.read(RepositoryFiles.ROOT.resolve("pom.xml"));
        int start = pom.indexOf("<version>") + "<version>".length();
        return pom.substring(start, pom.indexOf("</version>", start));
    }
}
