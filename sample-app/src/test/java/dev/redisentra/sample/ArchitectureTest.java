package dev.redisentra.sample;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** What the layout promises, where all modules are seen at once. */
@AnalyzeClasses(packages = "dev.redisentra", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule coreKnowsNoClientAndNoSpring = noClasses()
            .that()
            .resideInAPackage("dev.redisentra.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.redisentra.lettuce..",
                    "dev.redisentra.jedis..",
                    "dev.redisentra.redisson..",
                    "io.lettuce..",
                    "redis.clients..",
                    "org.redisson..",
                    "org.springframework..");

    @ArchTest
    static final ArchRule adaptersDoNotKnowEachOther = slices().matching("dev.redisentra.(lettuce|jedis|redisson)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule adaptersKnowTheirOwnClientAlone = classes()
            .that()
            .resideInAPackage("dev.redisentra.lettuce..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages("redis.clients..", "org.redisson..", "org.springframework..");

    /** The doctor opens a connection of its own, as an adapter does. */
    @ArchTest
    static final ArchRule anApplicationCallsNothingThatIsForAdapters = noClasses()
            .that()
            .resideInAPackage("dev.redisentra.sample..")
            .and()
            .resideOutsideOfPackage("dev.redisentra.sample.doctor..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.redisentra.core.spi..");

    @ArchTest
    static final ArchRule anAdapterHasOnePublicClass = classes()
            .that()
            .resideInAnyPackage("dev.redisentra.lettuce..", "dev.redisentra.jedis..", "dev.redisentra.redisson..")
            .and()
            .arePublic()
            .should()
            .haveSimpleNameEndingWith("Clients");

    @ArchTest
    static final ArchRule oneFileKnowsOneClient = classes()
            .that()
            .resideInAPackage("dev.redisentra.sample.redis..")
            .and()
            .haveNameNotMatching(".*\\.(Lettuce|Jedis|Redisson)[A-Z].*")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages("io.lettuce..", "redis.clients..", "org.redisson..");

    @ArchTest
    static final ArchRule theTestKitIsNoPartOfIt = noClasses()
            .that()
            .resideOutsideOfPackage("dev.redisentra.testkit..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.redisentra.testkit..");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.redisentra.sample.(*)..").should().beFreeOfCycles();
}
