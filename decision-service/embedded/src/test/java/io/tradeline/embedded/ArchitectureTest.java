package io.tradeline.embedded;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The arrows of the house: none starts here. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(LocalPorts.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void nothingOfOurOwnIsUsed() {
        noClasses()
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.tradeline..").and(resideOutsideOfPackage("io.tradeline.embedded..")))
                .check(CLASSES);
        assertThat(CLASSES.stream())
                .extracting(JavaClass::getPackageName)
                .as("what is checked")
                .contains("io.tradeline.embedded.postgres", "io.tradeline.embedded.redis");
    }
}
