package io.tradeline.tools.releases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradeline.proto.releases.v1.PublishRequest;
import io.tradeline.rules.release.ReleaseSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangedRulesTest {
    private final ReleaseSource shipped = ReleaseSource.shipped();

    @Test
    void withoutAChangeItIsTheShippedRelease() {
        assertThat(new ChangedRules().source().digest()).isEqualTo(shipped.digest());
    }

    @Test
    void oneValueChangesOneLine() {
        ReleaseSource changed = new ChangedRules()
                .set(ChangedRules.FRAUD_FLAGS, "unread-signals-amount", "25,000.01 EUR")
                .source();

        assertThat(changed.digest()).isNotEqualTo(shipped.digest());
        List<String> before = lines(shipped, ChangedRules.FRAUD_FLAGS);
        assertThat(lines(changed, ChangedRules.FRAUD_FLAGS))
                .hasSameSizeAs(before)
                .filteredOn(line -> !before.contains(line))
                .containsExactly("  value: 25,000.01 EUR");
        assertThat(changed.files().keySet())
                .containsExactlyElementsOf(shipped.files().keySet());
    }

    @Test
    void aKeyChangesAloneAndWhatIsNotThereIsSaid() {
        ChangedRules rules = new ChangedRules()
                .setEach(ChangedRules.FRAUD_FLAGS, "velocity-orders-floor", List.of("hour", "week"), "77");

        assertThat(lines(rules.source(), ChangedRules.FRAUD_FLAGS))
                .contains("    hour: 77", "    week: 77", "    day: 12");
        assertThatThrownBy(() -> rules.set(ChangedRules.CREDIT_LIMITS, "no-such", "1"))
                .hasMessage("parameter no-such is not in the shipped rules (expected: it is)");
    }

    @Test
    void aPublicationHasEveryFile() {
        PublishRequest request = ChangedRules.publication(shipped, "as it is");

        assertThat(request.getDescription()).isEqualTo("as it is");
        assertThat(request.getFilesList())
                .allSatisfy(file -> assertThat(file.getContent().toByteArray())
                        .isEqualTo(shipped.files().get(file.getPath())))
                .hasSameSizeAs(shipped.files().keySet());
    }

    private static List<String> lines(ReleaseSource source, String path) {
        return new String(source.files().get(path), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
