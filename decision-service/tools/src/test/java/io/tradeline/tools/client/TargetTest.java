package io.tradeline.tools.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradeline.tools.CommandException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetTest {
    @Test
    void readsHostAndPort() {
        assertThat(Target.parse("credit.example:7400")).isEqualTo(new Target("credit.example", 7400));
        assertThat(Target.parse("[::1]:7400")).isEqualTo(new Target("::1", 7400));
        assertThat(Target.parse("[::1]:7400")).hasToString("[::1]:7400");
    }

    @Test
    void theLocalOneMovesByTheOffset() {
        assertThat(Target.local(100)).hasToString("127.0.0.1:7500");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", ":7400", "host:", "host:0", "host:65536", "host:http"})
    void saysWhatIsWrong(String text) {
        assertThatThrownBy(() -> Target.parse(text))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("--target: ")
                .hasMessageContaining("(expected: ");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 58136})
    void anOffsetKeepsThePortInRange(int offset) {
        assertThatThrownBy(() -> Target.local(offset))
                .hasMessage("--port-offset: " + offset + " (expected: 0 to 58135)");
    }
}
