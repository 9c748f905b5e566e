package io.tradeline.tools;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrows of the house, as far as they start here: of the decision service itself, only the audit is used. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(Tradeline.class.getProtectionDomain().getCodeSource().getLocation());

    private static final String AUDIT = "io.tradeline.decision.audit";

    @Test
    void ofOurOwnOnlyContractsRulesEmbeddedServersAndTheAuditAreUsed() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("io.tradeline..")
                        .and(resideOutsideOfPackages(
                                "io.tradeline.tools..",
                                "io.tradeline.proto..",
                                "io.tradeline.rules..",
                                "io.tradeline.embedded..",
                                AUDIT)))
                .check(CLASSES);
        for (String used :
                List.of("io.tradeline.proto.", "io.tradeline.rules.", "io.tradeline.embedded.", AUDIT + ".")) {
            assertThat(CLASSES.stream()
                            .flatMap(found -> found.getDirectDependenciesFromSelf().stream())
                            .filter(dependency ->
                                    dependency.getTargetClass().getFullName().startsWith(used)))
                    .as("an arrow that nobody takes would be checked in vain: %s", used)
                    .isNotEmpty();
        }
    }

    /** The parts of the benchmark know nothing of what puts them together, and none of them needs one that needs it. */
    @Test
    void thePartsOfTheBenchmarkStandInOneOrder() {
        String bench = "io.tradeline.tools.bench";
        noClasses()
                .that()
                .resideInAPackage(bench + ".*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(bench)
                .check(CLASSES);
        SlicesRuleDefinition.slices()
                .matching(bench + ".(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }
}
