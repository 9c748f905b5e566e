package io.tradeline.decision;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.tradeline.decision.ledger.DecisionIds;
import io.tradeline.decision.server.DecisionServer;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The arrows of the house, as far as they start here. */
class ArchitectureTest {

    private static final String HERE = "io.tradeline.decision";
    private static final List<String> FEATURES = List.of(
            "access",
            "accounts",
            "audit",
            "authorize",
            "directory",
            "exposure",
            "feed",
            "ledger",
            "operations",
            "receivables",
            "recount",
            "refusal",
            "releases",
            "rpc",
            "server",
            "tracing",
            "validation");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(
                    DecisionServer.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void thePackagesAreThose() {
        Set<String> found = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(HERE))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(found)
                .containsExactlyElementsOf(
                        FEATURES.stream().map(name -> HERE + "." + name).toList());
    }

    @Test
    void ofOurOwnOnlyRulesAndContractsAreUsed() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("io.tradeline..")
                        .and(resideOutsideOfPackages(HERE + "..", "io.tradeline.rules..", "io.tradeline.proto..")))
                .check(CLASSES);
        for (String used : List.of("io.tradeline.rules.", "io.tradeline.proto.")) {
            assertThat(CLASSES.stream()
                            .flatMap(found -> found.getDirectDependenciesFromSelf().stream())
                            .map(dependency -> dependency.getTargetClass().getPackageName())
                            .filter(name -> name.startsWith(used)))
                    .as("an arrow that nobody takes would be checked in vain: %s", used)
                    .hasSizeGreaterThan(100);
        }
    }

    @Test
    void exposureKnowsNothingOfConnections() {
        noClasses()
                .that()
                .resideInAPackage(HERE + ".exposure")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.grpc..", "com.google.protobuf..", "io.tradeline.proto..", "java.sql..", "io.quarkus..")
                .check(CLASSES);
        assertThat(uses("exposure")).isEmpty();
        assertThat(uses("refusal")).isEmpty();
    }

    @Test
    void quarkusStaysAtTheDoor() {
        noClasses()
                .that()
                .resideOutsideOfPackage(HERE + ".server")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta..", "org.eclipse.microprofile..", "io.smallrye..")
                .check(CLASSES);
    }

    @Test
    void timeComesFromAClockThatIsGiven() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(OffsetDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages(HERE + ".server", HERE + ".audit")
                .should()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .check(CLASSES);
    }

    @Test
    void nothingIsLeftToChanceThatCouldBeGuessed() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(DecisionIds.class)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Random.class)
                .orShould()
                .callMethod(Math.class, "random")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(HERE + ".(*)").should().beFreeOfCycles().check(CLASSES);
    }

    private static Set<String> uses(String feature) {
        return CLASSES.stream()
                .filter(found -> found.getPackageName().equals(HERE + "." + feature))
                .flatMap(found -> found.getDirectDependenciesFromSelf().stream())
                .map(Dependency::getTargetClass)
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(HERE + ".") && !name.equals(HERE + "." + feature))
                .map(name -> name.substring(HERE.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
