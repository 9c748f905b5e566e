package io.tradeline.tools.bench.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class JmhResultTest {
    private static final String JSON = """
            [{
                "jmhVersion" : "1.37",
                "mode" : "sample",
                "params" : {"order" : "held"},
                "primaryMetric" : {
                    "score" : 32.1,
                    "scorePercentiles" : {"0.0" : 7.6, "50.0" : 10.0, "100.0" : 12320.768},
                    "scoreUnit" : "us/op",
                    "rawDataHistogram" : [[[[9.6, 1], [9.7, 2]]]]
                },
                "secondaryMetrics" : {"cpu" : {"score" : 12.9, "scoreUnit" : "us/op", "rawData" : [[10.5, 15.3]]}}
            }]""";

    @Test
    void readsWhatJmhWrites() {
        assertThat(JmhResult.parse(JSON)).singleElement().satisfies(result -> {
            assertThat(result.kind()).isEqualTo("held");
            assertThat(result.cpuMicros()).isEqualTo(12.9);
            assertThat(result.millis(50)).isEqualTo(0.01);
            assertThat(result.millis(100)).isEqualTo(12.320768);
        });
    }

    @Test
    void whatIsMissingIsNamed() {
        JmhResult result = JmhResult.parse(JSON.replace("\"cpu\"", "\"gc\"")).get(0);

        assertThatThrownBy(result::cpuMicros).hasMessage("JMH's result: [gc] (expected: with cpu)");
        assertThatThrownBy(() -> result.millis(95)).hasMessageContaining("expected: with 95.0");
    }
}
