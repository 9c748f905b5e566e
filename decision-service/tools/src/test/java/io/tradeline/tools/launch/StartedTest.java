package io.tradeline.tools.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tradeline.tools.CommandException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartedTest {
    private final List<String> stopped = new ArrayList<>();
    private final Started started = new Started();

    private void add(String name, boolean fails) {
        AutoCloseable part = () -> {
            stopped.add(name);
            if (fails) {
                throw new IllegalStateException(name + " does not end");
            }
        };
        started.add(part);
    }

    @Test
    void theLatestIsStoppedFirstAndAllAreStoppedOnce() {
        add("PostgreSQL", false);
        add("Redis", false);
        add("service", false);
        started.close();
        started.close();
        assertThat(stopped).containsExactly("service", "Redis", "PostgreSQL");
    }

    @Test
    void onePartsFailureDoesNotKeepTheOthersRunning() {
        add("PostgreSQL", true);
        add("Redis", true);
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(started::close)
                .withMessageContaining("Redis does not end")
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
        assertThat(stopped).containsExactly("Redis", "PostgreSQL");
    }

    @Test
    void aFailureKeepsItsMessage() {
        add("PostgreSQL", true);
        IllegalStateException because = new IllegalStateException("port taken");
        started.closeBecause(because);
        assertThat(because.getSuppressed()).hasSize(1);
        assertThat(started.isEmpty()).isTrue();
    }
}
