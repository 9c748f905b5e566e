package io.tradeline.admin.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A folder with a {@code kustomization.yaml}, and all that it pulls in. Knows as much of kustomize as the files here use. */
final class Kustomization {
    private static final String FILE = "kustomization.yaml";

    private final Set<Path> files = new LinkedHashSet<>();
    private final List<Yaml> resources = new ArrayList<>();
    private final Map<String, Map<String, String>> configMaps = new LinkedHashMap<>();
    private final Map<String, String> podLabels = new LinkedHashMap<>();

    private Kustomization() {}

    static Kustomization of(Path folder) {
        Kustomization all = new Kustomization();
        all.add(folder.normalize());
        return all;
    }

    /** Every file read, the kustomizations themselves included. */
    Set<Path> files() {
        return files;
    }

    List<Yaml> resources() {
        return resources;
    }

    List<Yaml> resources(String kind) {
        return resources.stream()
                .filter(resource -> resource.at("kind").text().equals(kind))
                .toList();
    }

    /** Entries of the generated ConfigMaps, by name. */
    Map<String, Map<String, String>> configMaps() {
        return configMaps;
    }

    /** The labels of a Deployment's pods: its own, and those that the kustomization adds to each template. */
    Map<String, String> podLabels(Yaml deployment) {
        Map<String, String> labels = new LinkedHashMap<>(podLabels);
        labels.putAll(deployment.at("spec", "template", "metadata", "labels").entries());
        return labels;
    }

    private void add(Path folder) {
        Path file = folder.resolve(FILE);
        assertThat(file).isRegularFile();
        files.add(file);
        Yaml kustomization = Yaml.documents(file).get(0);
        assertThat(kustomization.at("kind").text()).isEqualTo("Kustomization");
        for (String resource : kustomization.at("resources").texts()) {
            Path path = folder.resolve(resource).normalize();
            if (Files.isDirectory(path)) {
                add(path);
            } else {
                assertThat(path).isRegularFile();
                files.add(path);
                resources.addAll(Yaml.documents(path));
            }
        }
        for (Yaml generator : kustomization.at("configMapGenerator").items()) {
            Map<String, String> entries = new LinkedHashMap<>();
            for (String literal : generator.at("literals").texts()) {
                int equals = literal.indexOf('=');
                assertThat(equals).as(literal).isPositive();
                entries.put(literal.substring(0, equals), literal.substring(equals + 1));
            }
            configMaps.put(generator.at("name").text(), entries);
        }
        for (Yaml labels : kustomization.at("labels").items()) {
            if (labels.at("includeTemplates").text().equals("true")) {
                podLabels.putAll(labels.at("pairs").entries());
            }
        }
    }
}
