package io.tradeline.admin.deploy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which environment variables a service reads, found in its sources: the methods of its {@code @ConfigMapping} interfaces. The
 * services don't depend on each other, so that their classes can't be asked.
 */
final class SettingNames {
    private static final Pattern MAPPING = Pattern.compile("@ConfigMapping\\(prefix = \"([a-z.-]+)\"\\)");

    private final List<Mapping> mappings;

    private SettingNames(List<Mapping> mappings) {
        this.mappings = mappings;
    }

    /** A mapping's prefix, in words, and the source of its interface. */
    private record Mapping(List<String> prefix, String source) {}

    static SettingNames in(Path sources) {
        return new SettingNames(RepositoryFiles.under(
                        sources, file -> file.toString().endsWith(".java"))
                .stream()
                .map(RepositoryFiles::read)
                .flatMap(source -> MAPPING.matcher(source)
                        .results()
                        .map(found -> new Mapping(words(found.group(1).replace('.', '_')), source)))
                .toList());
    }

    /** Whether some mapping has the way of methods that the name spells: TRADELINE_GRPC_PORT is {@code grpc()}, then {@code port()}. */
    boolean contains(String environmentName) {
        List<String> words = words(environmentName.toLowerCase(Locale.ROOT));
        return mappings.stream()
                .filter(mapping -> words.size() > mapping.prefix().size()
                        && words.subList(0, mapping.prefix().size()).equals(mapping.prefix()))
                .anyMatch(mapping -> hasMethods(
                        mapping.source(), words.subList(mapping.prefix().size(), words.size())));
    }

    private static boolean hasMethods(String source, List<String> words) {
        if (words.isEmpty()) {
            return true;
        }
        for (int count = 1; count <= words.size(); count++) {
            Matcher method = Pattern.compile("\\w>? " + camelCase(words.subList(0, count)) + "\\(\\);")
                    .matcher(source);
            if (method.find() && hasMethods(source, words.subList(count, words.size()))) {
                return true;
            }
        }
        return false;
    }

    private static String camelCase(List<String> words) {
        StringBuilder name = new StringBuilder(words.get(0));
        words.subList(1, words.size())
                .forEach(word -> name.append(word.substring(0, 1).toUpperCase(Locale.ROOT))
                        .append(word.substring(1)));
        return name.toString();
    }

    private static List<String> words(String name) {
        return Arrays.asList(name.split("_", -1));
    }
}
