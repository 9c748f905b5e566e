package io.tradeline.decision.releases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tradeline.rules.facts.DecisionFacts;
import io.tradeline.rules.release.InvalidReleaseException;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.release.ReleaseCompiler;
import io.tradeline.rules.release.ReleaseSource;
import io.tradeline.rules.samples.SampleFacts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A release whose rules another process compiles is the same as one that this process compiles. */
class BuilderProcessIT {

    private static final Duration LONG = Duration.ofMinutes(2);

    @Test
    void whatItCompilesDecidesTheSame() throws Exception {
        ReleaseSource shipped = ReleaseSource.shipped();
        Release here = CompiledOnce.compile(shipped);

        try (Release there = BuilderProcess.beside().compile(shipped)) {
            assertThat(there.digest()).isEqualTo(here.digest());
            assertThat(there.ruleSets()).isEqualTo(here.ruleSets());
            assertThat(SampleFacts.all()).isNotEmpty();
            for (DecisionFacts facts : SampleFacts.all()) {
                assertThat(there.trace(facts)).isEqualTo(here.trace(facts));
            }
        }
    }

    @Test
    void whatIsWrongIsTold() {
        Map<String, byte[]> files = new TreeMap<>(ReleaseSource.shipped().files());
        files.put(
                "credit-terms/broken.drl",
                "rule \"broken\" when Custommer() then end".getBytes(StandardCharsets.UTF_8));
        ReleaseSource broken = ReleaseSource.of(files);
        InvalidReleaseException here =
                catchThrowableOfType(InvalidReleaseException.class, () -> ReleaseCompiler.compile(broken));

        InvalidReleaseException there = catchThrowableOfType(
                InvalidReleaseException.class, () -> BuilderProcess.beside().compile(broken));

        assertThat(there.problems()).isNotEmpty().isEqualTo(here.problems());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exit 1",
                "echo",
                "cat > /dev/null; exit 137",
                // A module of three bytes, of which one is missing.
                "cat > /dev/null; printf '\\001\\000\\000\\000\\003PK'"
            })
    void whereItFailsTheReleaseIsCompiledAllTheSame(String script) throws Exception {
        ReleaseSource shipped = ReleaseSource.shipped();

        Release release =
                new BuilderProcess(List.of("/bin/sh", "-c", script), LONG, CompiledOnce::compile).compile(shipped);

        assertThat(release).isSameAs(CompiledOnce.compile(shipped));
    }

    @Test
    void whereItCannotBeStartedTheReleaseIsCompiledAllTheSame() throws Exception {
        ReleaseSource shipped = ReleaseSource.shipped();

        Release release = new BuilderProcess(List.of("/no/such/program"), LONG, CompiledOnce::compile).compile(shipped);

        assertThat(release).isSameAs(CompiledOnce.compile(shipped));
    }

    @Test
    void oneThatTakesTooLongIsNotWaitedFor() throws Exception {
        ReleaseSource shipped = ReleaseSource.shipped();

        Release release = new BuilderProcess(
                        List.of("/bin/sleep", "3600"), Duration.ofMillis(50), CompiledOnce::compile)
                .compile(shipped);

        assertThat(release).isSameAs(CompiledOnce.compile(shipped));
        assertThat(ProcessHandle.current()
                        .children()
                        .map(child -> child.info().command().orElse("")))
                .as("processes that are left")
                .noneMatch(command -> command.endsWith("/sleep"));
    }
}
