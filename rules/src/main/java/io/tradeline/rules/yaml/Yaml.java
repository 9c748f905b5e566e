package io.tradeline.rules.yaml;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads YAML 1.2 text into {@link Element}s. */
public final class Yaml {

    private static final int MAX_ALIASES = 20;
    private static final int MAX_CODE_POINTS = 1 << 20;

    private Yaml() {}

    /** The document; null when it is empty or no YAML at all, which has been reported then. */
    public static @Nullable Element read(String text, Mistakes mistakes) {
        LoadSettings settings = LoadSettings.builder()
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setCodePointLimit(MAX_CODE_POINTS)
                .setUseMarks(true)
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                mistakes.at(0, 0, "the file is empty (expected: YAML)");
                return null;
            }
            return new Element(root.get(), mistakes);
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark();
            mistakes.at(
                    mark.map(m -> m.getLine() + 1).orElse(0),
                    mark.map(m -> m.getColumn() + 1).orElse(0),
                    e.getProblem());
            return null;
        } catch (YamlEngineException e) {
            mistakes.at(0, 0, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
