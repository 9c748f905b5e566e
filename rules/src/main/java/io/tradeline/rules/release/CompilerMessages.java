package io.tradeline.rules.release;

import io.tradeline.rules.release.RuleBase.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kie.api.builder.Message;

/**
 * From the engine's messages to places in the release.
 *
 * <p>The engine knows the line of a syntax error only. Of other errors it quotes the expression, or names the method that is missing: the
 * quotation, the method, or else the rarest of its words is looked up in the rules.
 */
final class CompilerMessages {

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{2,}");
    private static final Pattern METHOD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\(");
    private static final List<String> NOISE = List.of("Java source of ", "Parser returned a null Package");

    private final SortedMap<String, Source> sources;

    CompilerMessages(SortedMap<String, Source> sources) {
        this.sources = sources;
    }

    void report(List<Message> messages, Problems problems) {
        List<Message> telling = messages.stream()
                .filter(message -> NOISE.stream().noneMatch(message.getText()::startsWith))
                .toList();
        for (Message message : telling.isEmpty() ? messages : telling) {
            String text = message.getText().strip().lines().findFirst().orElse("");
            String path = pathOf(message);
            if (path != null && message.getLine() > 0) {
                problems.add(path, message.getLine(), Math.max(0, message.getColumn()), text);
            } else {
                locate(path, text, problems);
            }
        }
    }

    private void locate(@Nullable String path, String text, Problems problems) {
        Map<String, Source> candidates = path == null ? sources : Map.of(path, sources.get(path));
        List<String> words = new ArrayList<>();
        if (text.contains(": ")) {
            words.add(text.substring(text.indexOf(": ") + 2).strip());
        }
        Matcher methods = METHOD.matcher(text);
        while (methods.find()) {
            words.add(methods.group());
        }
        Matcher identifiers = IDENTIFIER.matcher(text);
        Map<Integer, String> byRarity = new TreeMap<>();
        while (identifiers.find()) {
            byRarity.putIfAbsent(count(candidates, identifiers.group()), identifiers.group());
        }
        words.addAll(byRarity.values());
        for (String word : words) {
            for (Map.Entry<String, Source> candidate : candidates.entrySet()) {
                String rules = candidate.getValue().text();
                int at = rules.indexOf(word, candidate.getValue().headerLength());
                if (at >= 0) {
                    DrlText drl = new DrlText(rules);
                    problems.add(candidate.getKey(), drl.line(at), 0, text);
                    return;
                }
            }
        }
        problems.add(path == null ? "" : path, 0, 0, text);
    }

    private static int count(Map<String, Source> sources, String word) {
        int count = 0;
        for (Source source : sources.values()) {
            int at = source.text().indexOf(word, source.headerLength());
            while (at >= 0) {
                count++;
                at = source.text().indexOf(word, at + 1);
            }
        }
        return count;
    }

    private @Nullable String pathOf(Message message) {
        String built = message.getPath();
        if (built != null) {
            for (Map.Entry<String, Source> source : sources.entrySet()) {
                if (built.endsWith(RuleBase.fileOf(source.getKey(), source.getValue()))) {
                    return source.getKey();
                }
            }
        }
        return null;
    }
}
