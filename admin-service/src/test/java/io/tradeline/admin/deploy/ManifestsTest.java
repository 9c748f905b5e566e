package io.tradeline.admin.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The manifests fit together: every file is used, every name that one uses is declared by another. */
class ManifestsTest {
    private static final Kustomization BASE = Kustomization.of(RepositoryFiles.K8S.resolve("base"));
    private static final Kustomization DEMO = Kustomization.of(RepositoryFiles.K8S.resolve("overlays/demo"));

    private static final Kustomization MONITORING = Kustomization.of(RepositoryFiles.K8S.resolve("monitoring"));

    @Test
    void everyFileIsUsed() {
        List<Path> yaml = RepositoryFiles.under(
                RepositoryFiles.K8S,
                file -> file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"));

        assertThat(yaml).isNotEmpty();
        Set<Path> used = new LinkedHashSet<>(DEMO.files());
        used.addAll(MONITORING.files());
        assertThat(used).containsExactlyInAnyOrderElementsOf(yaml);
        assertThat(DEMO.files()).containsAll(BASE.files());
    }

    @Test
    void everyResourceIsNamedOnce() {
        List<String> names = new ArrayList<>();
        for (Yaml resource : DEMO.resources()) {
            assertThat(resource.at("apiVersion").text()).isNotBlank();
            names.add(resource.at("kind").text() + "/"
                    + resource.at("metadata", "name").text());
        }

        assertThat(names).doesNotHaveDuplicates().contains("Deployment/decision-service", "Deployment/admin-service");
    }

    @Test
    void noSecretIsKeptHere() {
        assertThat(DEMO.resources("Secret")).isEmpty();
        assertThat(DEMO.files())
                .noneSatisfy(file -> assertThat(RepositoryFiles.read(file)).contains("secretGenerator"));
    }

    @Test
    void servicesLeadToContainerPorts() {
        assertThat(BASE.resources("Service")).hasSize(2);
        for (Yaml service : BASE.resources("Service")) {
            Workload workload = selected(service, service.at("spec", "selector").entries());

            for (Yaml port : service.at("spec", "ports").items()) {
                assertThat(workload.containerPorts())
                        .as(port.where())
                        .containsEntry(
                                port.at("targetPort").text(),
                                Integer.valueOf(port.at("port").text()));
            }
        }
    }

    @Test
    void everyWorkloadHasAServiceABudgetAndItsOwnPolicy() {
        List<Workload> workloads = Workload.of(BASE);
        assertThat(workloads).hasSize(2);
        for (String kind : List.of("Service", "PodDisruptionBudget", "NetworkPolicy", "ServiceAccount")) {
            assertThat(BASE.resources(kind))
                    .as(kind)
                    .extracting(resource -> resource.at("metadata", "name").text())
                    .containsAll(workloads.stream().map(Workload::name).toList());
        }
    }

    @Test
    void budgetsCoverPods() {
        for (Yaml budget : BASE.resources("PodDisruptionBudget")) {
            Workload workload = selected(
                    budget, budget.at("spec", "selector", "matchLabels").entries());

            assertThat(Integer.parseInt(
                            workload.deployment().at("spec", "replicas").text()))
                    .as("%s: replicas, of which a budget lets one go", workload.name())
                    .isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void deploymentsSelectTheirOwnPodsWithoutAServiceAccountToken() {
        for (Workload workload : Workload.of(BASE)) {
            Yaml spec = workload.deployment().at("spec");
            assertThat(workload.podLabels())
                    .containsAllEntriesOf(spec.at("selector", "matchLabels").entries());

            Yaml account = BASE.resources("ServiceAccount").stream()
                    .filter(candidate -> candidate
                            .at("metadata", "name")
                            .text()
                            .equals(workload.pod().at("serviceAccountName").text()))
                    .findFirst()
                    .orElseThrow();
            assertThat(account.at("automountServiceAccountToken").text()).isEqualTo("false");
            assertThat(workload.pod().at("automountServiceAccountToken").text()).isEqualTo("false");
        }
    }

    @Test
    void trafficIsDeniedUnlessAllowed() {
        Yaml deny = BASE.resources("NetworkPolicy").stream()
                .filter(policy -> policy.at("metadata", "name").text().equals("tradeline-default-deny"))
                .findFirst()
                .orElseThrow();
        Map<String, String> denied =
                deny.at("spec", "podSelector", "matchLabels").entries();

        assertThat(deny.at("spec", "policyTypes").texts()).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(deny.at("spec", "ingress").isPresent()).isFalse();
        assertThat(deny.at("spec", "egress").isPresent()).isFalse();
        assertThat(denied).isNotEmpty();
        for (Workload workload : Workload.of(BASE)) {
            assertThat(workload.podLabels()).as(workload.name()).containsAllEntriesOf(denied);
        }
    }

    @Test
    void policiesOpenOnlyKnownPortsToNamedPeers() {
        for (Workload workload : Workload.of(BASE)) {
            Yaml policy = BASE.resources("NetworkPolicy").stream()
                    .filter(candidate -> candidate.at("metadata", "name").text().equals(workload.name()))
                    .findFirst()
                    .orElseThrow();
            assertThat(policy.at("spec", "podSelector", "matchLabels").entries())
                    .containsEntry("app.kubernetes.io/name", workload.name());
            Set<Integer> open = new LinkedHashSet<>();
            for (Yaml rule : policy.at("spec", "ingress").items()) {
                assertThat(rule.at("from").items()).as(rule.where()).isNotEmpty();
                rule.at("ports")
                        .items()
                        .forEach(
                                port -> open.add(Integer.valueOf(port.at("port").text())));
            }
            for (Yaml rule : policy.at("spec", "egress").items()) {
                assertThat(rule.at("to").items()).as(rule.where()).isNotEmpty();
                assertThat(rule.at("ports").items()).as(rule.where()).isNotEmpty();
            }

            assertThat(open)
                    .as(workload.name())
                    .containsExactlyInAnyOrderElementsOf(
                            workload.containerPorts().values());
        }
    }

    private static Workload selected(Yaml by, Map<String, String> selector) {
        assertThat(selector).as(by.where()).isNotEmpty();
        List<Workload> found = Workload.of(BASE).stream()
                .filter(workload -> workload.podLabels().entrySet().containsAll(selector.entrySet()))
                .toList();
        assertThat(found).as("%s selects", by.where()).hasSize(1);
        return found.get(0);
    }
}
