package io.tradeline.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String ROOT = "io.tradeline.rules";
    private static final List<String> PACKAGES = List.of(
            "facts",
            "money",
            "terms",
            "verdict",
            "policy",
            "situation",
            "resolve",
            "yaml",
            "release",
            "cases",
            "cases.format",
            "samples",
            "cli");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void everyNamedPackageExistsAndEveryPackageIsNamed() {
        List<String> found = CLASSES.stream()
                .map(each -> each.getPackageName())
                .distinct()
                .sorted()
                .toList();
        assertThat(found)
                .isEqualTo(PACKAGES.stream()
                        .map(each -> ROOT + "." + each)
                        .sorted()
                        .toList());
    }

    @Test
    void rulesDependOnNothingElseOfOurs() {
        classes()
                .that()
                .resideInAPackage(ROOT + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "..",
                        "java..",
                        "javax.annotation..",
                        "org.drools..",
                        "org.kie..",
                        "org.snakeyaml..",
                        "picocli..",
                        "org.jspecify..",
                        "org.slf4j..")
                .check(CLASSES);
    }

    @Test
    void factsAndVerdictsDoNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + ".facts",
                        ROOT + ".verdict",
                        ROOT + ".money",
                        ROOT + ".terms",
                        ROOT + ".situation",
                        ROOT + ".resolve",
                        ROOT + ".policy")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.net..", "java.nio..", "java.sql..")
                .check(CLASSES);
    }

    @Test
    void onlyReleasesAndFindingsKnowTheEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".release", ROOT + ".situation")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.drools..", "org.kie..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
