package io.tradeline.decision.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Migrations run while instances of the version before serve: they only add. What that version does not use any more may be taken away, in a migration that says
 * so in its name.
 */
class MigrationRulesTest {

    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final Pattern NAME = Pattern.compile("V(\\d{3})__(contract_)?[a-z0-9_]+\\.sql");

    /** Those before it were only ever run on stopped services. */
    private static final int FIRST_WHILE_SERVING = 6;

    /** What breaks those who don't expect it, or keeps them waiting. */
    private static final Map<String, Pattern> BREAKING = Map.of(
            "takes something away", Pattern.compile("\\bdrop\\s+(?!index\\s+concurrently)\\w+"),
            "renames", Pattern.compile("\\brename\\b"),
            "changes a type",
                    Pattern.compile("\\balter\\s+(column\\s+)?\\w+\\s+(set\\s+data\\s+)?type\\b|\\balter\\s+type\\b"),
            "demands a value", Pattern.compile("\\bset\\s+not\\s+null\\b"),
            "locks a table", Pattern.compile("\\block\\s+table\\b|\\btruncate\\b|\\bvacuum\\s+full\\b"));

    private static final Map<String, Pattern> SLOW = Map.of(
            "makes an index beside the work, and can't be repeated after it failed (expected: DROP INDEX CONCURRENTLY IF EXISTS before it)",
                    Pattern.compile(
                            "^(?!.*drop\\s+index\\s+concurrently\\s+if\\s+exists).*\\bcreate\\s+(unique\\s+)?index\\s+concurrently\\b",
                            Pattern.DOTALL),
            "makes an index that writers wait for (expected: CREATE INDEX CONCURRENTLY)",
                    Pattern.compile("\\bcreate\\s+(unique\\s+)?index\\s+(?!concurrently)"),
            "checks all rows while writers wait (expected: NOT VALID, then VALIDATE CONSTRAINT)",
                    Pattern.compile(
                            "\\badd\\s+(constraint\\s+\\w+\\s+)?(check|foreign\\s+key)\\b(?![^;]*\\bnot\\s+valid\\b)"));

    @Test
    void everyMigrationMayRunWhileTheVersionBeforeServes() throws IOException {
        List<String> problems = new ArrayList<>();
        int seen = 0;
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".sql")).toList()) {
                String name = file.getFileName().toString();
                Matcher matcher = NAME.matcher(name);
                assertThat(matcher.matches()).as(name).isTrue();
                seen++;
                if (Integer.parseInt(matcher.group(1)) >= FIRST_WHILE_SERVING) {
                    problems.addAll(problems(name, matcher.group(2) != null, Files.readString(file)));
                }
            }
        }
        assertThat(seen).isGreaterThanOrEqualTo(FIRST_WHILE_SERVING);
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DROP TABLE request                                            | takes something away
            ALTER TABLE request DROP response                             | takes something away
            ALTER TABLE request ALTER response DROP NOT NULL              | takes something away
            ALTER TABLE request RENAME response TO answer                 | renames
            ALTER TABLE request ALTER response TYPE text                  | changes a type
            ALTER TYPE new_request ADD ATTRIBUTE more text                | changes a type
            ALTER TABLE request ALTER response SET NOT NULL               | demands a value
            LOCK TABLE request IN SHARE MODE                              | locks a table
            CREATE INDEX more ON request (decision_id)                    | makes an index
            CREATE INDEX CONCURRENTLY more ON request (decision_id)       | can't be repeated
            CREATE UNIQUE INDEX more ON request (decision_id)             | makes an index
            ALTER TABLE request ADD CONSTRAINT c CHECK (response <> '')   | checks all rows
            """)
    void whatBreaksTheVersionBeforeIsFound(String sql, String problem) {
        assertThat(problems("V900__x.sql", false, sql)).anyMatch(found -> found.contains(problem));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            false | ALTER TABLE request ADD more text, ADD other bigint NOT NULL DEFAULT 0
            false | DROP INDEX CONCURRENTLY IF EXISTS more; CREATE INDEX CONCURRENTLY more ON request (decision_id)
            false | CREATE TYPE new_request_2 AS (request_id text)
            false | ALTER TABLE request ADD CONSTRAINT c CHECK (response <> '') NOT VALID
            false | -- we don't DROP TABLE request
            true  | ALTER TABLE request DROP response
            """)
    void whatAddsIsLeftAlone(boolean contract, String sql) {
        assertThat(problems("V900__x.sql", contract, sql)).isEmpty();
    }

    private static List<String> problems(String name, boolean contract, String sql) {
        String bare = sql.replaceAll("--[^\n]*", " ").toLowerCase(Locale.ROOT);
        List<String> problems = new ArrayList<>();
        SLOW.forEach((problem, pattern) -> find(name, bare, problem, pattern, problems));
        if (!contract) {
            BREAKING.forEach((problem, pattern) -> find(name, bare, problem, pattern, problems));
        }
        return problems;
    }

    private static void find(String name, String sql, String problem, Pattern pattern, List<String> problems) {
        Matcher matcher = pattern.matcher(sql);
        if (matcher.find()) {
            problems.add(name + " " + problem + ": " + matcher.group());
        }
    }
}
