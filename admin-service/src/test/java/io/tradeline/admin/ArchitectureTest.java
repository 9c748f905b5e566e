package io.tradeline.admin;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The arrows of the house, as far as they start here. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(ClockProducer.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void ofOurOwnOnlyContractsAreUsed() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("io.tradeline..")
                        .and(resideOutsideOfPackages("io.tradeline.admin..", "io.tradeline.proto..")))
                .check(CLASSES);
        assertThat(CLASSES.stream()
                        .flatMap(found -> found.getDirectDependenciesFromSelf().stream())
                        .filter(dependency ->
                                dependency.getTargetClass().getPackageName().startsWith("io.tradeline.proto.")))
                .as("an arrow that nobody takes would be checked in vain")
                .hasSizeGreaterThan(10);
    }
}
