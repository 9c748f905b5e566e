package io.tradeline.rules.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReasonCodeTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| (.+?) \\|");
    private static final Pattern EVER = Pattern.compile("(?m)^([A-Z_]+): (.+)$");
    private static final Pattern CONSTANT = Pattern.compile("/\\*\\* (.+?) \\*/\\s+([A-Z_]+)(?:\\(true\\))?[,;]");

    @Test
    void theDocumentListsEachCodeWithItsMeaning() throws IOException {
        assertThat(entries(ROW, Path.of("docs/reason-codes.md"), 1, 2))
                .isEqualTo(entries(CONSTANT, Path.of("src/main/java/io/tradeline/rules/verdict/ReasonCode.java"), 2, 1))
                .hasSameSizeAs(ReasonCode.values());
    }

    @Test
    void noCodeIsEverRenamedOrUsedForSomethingElse() throws IOException {
        Map<String, String> now = entries(ROW, Path.of("docs/reason-codes.md"), 1, 2);
        Map<String, String> ever = entries(EVER, Path.of("src/test/resources/verdict/reason-codes.txt"), 1, 2);
        assertThat(now.keySet())
                .as("codes (a new one is added to reason-codes.txt, none is taken away)")
                .containsExactlyInAnyOrderElementsOf(ever.keySet());
        ever.forEach((code, beginning) -> assertThat(now.get(code)).as(code).startsWith(beginning));
    }

    private static Map<String, String> entries(Pattern pattern, Path file, int code, int meaning) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        Matcher matcher = pattern.matcher(Files.readString(file));
        while (matcher.find()) {
            assertThat(entries.put(matcher.group(code), matcher.group(meaning).strip()))
                    .as(matcher.group(code))
                    .isNull();
        }
        return entries;
    }
}
