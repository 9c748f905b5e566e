package io.tradeline.rules.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseSourceTest {

    private static final byte[] TEXT = "x".getBytes(StandardCharsets.UTF_8);

    @Test
    void theDigestDependsOnPathsAndContentsOnly() {
        Map<String, byte[]> one = new LinkedHashMap<>();
        one.put("a/x.drl", TEXT);
        one.put("b/y.drl", TEXT);
        Map<String, byte[]> other = new LinkedHashMap<>();
        other.put("b/y.drl", TEXT);
        other.put("a/x.drl", TEXT);
        assertThat(ReleaseSource.of(one).digest())
                .isEqualTo(ReleaseSource.of(other).digest())
                .matches("[0-9a-f]{64}");
        other.put("b/y.drl", "y".getBytes(StandardCharsets.UTF_8));
        assertThat(ReleaseSource.of(other).digest())
                .isNotEqualTo(ReleaseSource.of(one).digest());
    }

    @Test
    void contentCanNotMoveIntoAPathUnseen() {
        String one = ReleaseSource.of(Map.of("a/b", TEXT, "a/bx", new byte[0])).digest();
        String other =
                ReleaseSource.of(Map.of("a/b", new byte[0], "a/bx", TEXT)).digest();
        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void aFolderIsTheSameAsItsFiles(@TempDir Path folder) throws Exception {
        for (Map.Entry<String, byte[]> file : ReleaseSource.shipped().files().entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        Files.writeString(folder.resolve(".hidden"), "left out");
        assertThat(ReleaseSource.ofDirectory(folder).digest())
                .isEqualTo(ReleaseSource.shipped().digest());
    }

    @Test
    void pathsStayInsideTheirRuleSet() {
        for (String path :
                new String[] {"../x", "/etc/passwd", "a", "a/../b", "a/B.drl", "a//b", "a/.hidden", "a\\b"}) {
            assertThatThrownBy(() -> ReleaseSource.of(Map.of(path, TEXT)))
                    .as(path)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("path: " + path + " (expected: <rule set>/<file>");
        }
    }

    @Test
    void sizesAreLimited() {
        assertThatThrownBy(() -> ReleaseSource.of(Map.of("a/b", new byte[ReleaseSource.MAX_FILE_BYTES + 1])))
                .hasMessage("a/b: 1048577 bytes (expected: <= 1048576)");
        Map<String, byte[]> many = new HashMap<>();
        for (int i = 0; i <= ReleaseSource.MAX_FILES; i++) {
            many.put("a/f" + i, TEXT);
        }
        assertThatThrownBy(() -> ReleaseSource.of(many)).hasMessage("files: 501 (expected: <= 500)");
        Map<String, byte[]> large = new HashMap<>();
        for (int i = 0; i < 9; i++) {
            large.put("a/f" + i, new byte[ReleaseSource.MAX_FILE_BYTES]);
        }
        assertThatThrownBy(() -> ReleaseSource.of(large))
                .hasMessage("files: 9437184 bytes in all (expected: <= 8388608)");
    }

    @Test
    void filesAreUtf8() {
        assertThatThrownBy(() -> ReleaseSource.of(Map.of("a/b", new byte[] {(byte) 0xff})))
                .hasMessage("a/b: not UTF-8 (expected: text in UTF-8)");
    }
}
