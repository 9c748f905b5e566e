package io.tradeline.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long now;

    @Test
    void aLineEveryTenPercentWhereNobodyLooksOn() {
        Progress progress = progress(false);
        for (int done = 1; done <= 1_000; done++) {
            now += 1_000_000;
            progress.at(done, 1_000);
        }

        assertThat(text().lines()).hasSize(10).first().isEqualTo(" 10 %  100 of 1,000 rows, 1,000/s");
    }

    @Test
    void aBarThatIsRedrawnNowAndThen() {
        Progress progress = progress(true);
        progress.at(0, 4);
        now += 1_000_000;
        progress.at(1, 4);
        now += 500_000_000;
        progress.at(2, 4);
        now += 1_000_000;
        progress.at(4, 4);

        assertThat(text().split("\r"))
                .hasSize(4)
                .satisfies(parts -> assertThat(parts[2]).startsWith("[####################....................]  50 %"))
                .satisfies(parts -> assertThat(parts[3]).endsWith("\n"));
    }

    private Progress progress(boolean terminal) {
        return new Progress(new PrintStream(out, true, StandardCharsets.UTF_8), terminal, () -> now);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
