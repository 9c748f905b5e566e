package io.tradeline.admin.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A Deployment with its one container. */
record Workload(Yaml deployment, Map<String, String> podLabels, Map<String, Map<String, String>> configMaps) {

    static List<Workload> of(Kustomization kustomization) {
        return kustomization.resources("Deployment").stream()
                .map(deployment ->
                        new Workload(deployment, kustomization.podLabels(deployment), kustomization.configMaps()))
                .toList();
    }

    String name() {
        return deployment.at("metadata", "name").text();
    }

    Yaml pod() {
        return deployment.at("spec", "template", "spec");
    }

    Yaml container() {
        List<Yaml> containers = pod().at("containers").items();
        assertThat(containers).as(name()).hasSize(1);
        assertThat(pod().at("initContainers").items()).as(name()).isEmpty();
        return containers.get(0);
    }

    /** Port numbers by name. */
    Map<String, Integer> containerPorts() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (Yaml port : container().at("ports").items()) {
            ports.put(
                    port.at("name").text(),
                    Integer.valueOf(port.at("containerPort").text()));
        }
        return ports;
    }

    /** Settings that come from ConfigMaps, each of which must exist. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Yaml source : container().at("envFrom").items()) {
            String configMap = source.at("configMapRef", "name").text();
            assertThat(configMaps).as(source.where()).containsKey(configMap);
            settings.putAll(configMaps.get(configMap));
        }
        return settings;
    }

    @Override
    public String toString() {
        return name();
    }
}
