package io.tradeline.admin.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradeline.admin.state.TokenFile.UnusableTokenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
    @TempDir
    Path folder;

    @Test
    void readsTheTokenWithoutItsLineEnd() throws Exception {
        assertThat(file("eyJh.eyJz.c2ln\n").read()).isEqualTo("eyJh.eyJz.c2ln");
    }

    @Test
    void readsTheFileAgainEachTime() throws Exception {
        TokenFile token = file("first");
        assertThat(token.read()).isEqualTo("first");

        Files.writeString(folder.resolve("token"), "second");

        assertThat(token.read()).isEqualTo("second");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "two tokens", "line\nline", "Bearer\u0000", "tökén"})
    void refusesWhatIsNotOneTokenWithoutRepeatingIt(String content) throws IOException {
        TokenFile token = file(content);

        assertThatThrownBy(token::read)
                .isInstanceOf(UnusableTokenException.class)
                .hasMessage("%s: %d characters (expected: one bearer token and nothing else)"
                        .formatted(folder.resolve("token"), content.strip().length()));
    }

    @Test
    void refusesAHugeFile() throws IOException {
        TokenFile token = file("a".repeat(16 * 1024 + 1));

        assertThatThrownBy(token::read).hasMessageContaining("more than 16384 bytes");
    }

    @Test
    void saysWhichFileIsMissing() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> new TokenFile(Optional.of(missing)).read())
                .isInstanceOf(UnusableTokenException.class)
                .hasMessage(missing + ": no such file (expected: a token file)");
    }

    @Test
    void saysThatAFolderIsNoFile() {
        assertThatThrownBy(() -> new TokenFile(Optional.of(folder)).read())
                .isInstanceOf(UnusableTokenException.class)
                .hasMessageContaining("not readable");
    }

    @Test
    void saysThatNoFileIsNamed() {
        assertThatThrownBy(() -> new TokenFile(Optional.empty()).read())
                .isInstanceOf(UnusableTokenException.class)
                .hasMessage("tradeline.decision.token-file: not set (expected: path of a token file)");
    }

    private TokenFile file(String content) throws IOException {
        Path path = folder.resolve("token");
        Files.writeString(path, content);
        return new TokenFile(Optional.of(path));
    }
}
