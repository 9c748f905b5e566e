package io.tradeline.decision.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CharacterRunTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^[A-Za-z0-9._:/-]{1,64}$",
                "^[A-Za-z0-9._:-]{0,64}$",
                "^[-a]{2,3}$",
                "^[a-]{2,3}$",
                "^[+--]{1,3}$",
                "^[a]{1,1}$"
            })
    void saysWhatTheExpressionSays(String pattern) {
        CharacterRun run = CharacterRun.of(pattern).orElseThrow();
        Pattern expression = Pattern.compile(pattern);
        Random random = new Random(1);

        int matching = 0;
        for (int i = 0; i < 20_000; i++) {
            String text = text(random);
            boolean matches = expression.matcher(text).matches();
            matching += matches ? 1 : 0;
            assertThat(run.test(text)).as("%s of %s", text, pattern).isEqualTo(matches);
        }
        assertThat(matching).as("texts that match").isPositive();
    }

    @Test
    void countsLengthsToTheCharacter() {
        CharacterRun run = CharacterRun.of("^[a-c]{2,4}$").orElseThrow();

        assertThat(run.test("a")).isFalse();
        assertThat(run.test("ab")).isTrue();
        assertThat(run.test("abca")).isTrue();
        assertThat(run.test("abcab")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^[0-9a-f]{8}(-[0-9a-f]{4}){3}$",
                "^([0-9a-f]{64})?$",
                "^[^a]{1,2}$",
                "^[\\\\d]{1,2}$",
                "^[a-z&&[def]]{1,2}$",
                "^[a]{1,}$",
                "[a]{1,2}",
                "^[ä]{1,2}$"
            })
    void leavesOtherExpressionsAlone(String pattern) {
        assertThat(CharacterRun.of(pattern)).isEmpty();
    }

    /** Mostly of few characters, so that many match. */
    private static String text(Random random) {
        String characters = random.nextInt(4) == 0 ? "aA0._:/- \\n+,ä\\uD83D\\uDE00" : "a+-,";
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(5); length > 0; length--) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }
}
