package dev.redisentra.spring;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

@AnalyzeClasses(packages = "dev.redisentra.spring", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] BOOT_3 = {
        "org.springframework.boot.autoconfigure.data.redis..",
        "org.springframework.boot.actuate.autoconfigure.health..",
        "org.springframework.boot.actuate.health..",
        "org.springframework.boot.env.."
    };
    private static final String[] BOOT_4 = {"org.springframework.boot.data.redis..", "org.springframework.boot.health.."
    };

    @ArchTest
    static final ArchRule anApplicationSeesPropertiesAlone =
            classes().that().doNotHaveSimpleName("package-info").should().notBePublic();

    @ArchTest
    static final ArchRule oneLineOfBootIsKnownByItsClasses = noClasses()
            .that()
            .haveNameNotMatching(".*\\.Boot3.*")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BOOT_3);

    @ArchTest
    static final ArchRule andTheOtherByItsOwn = noClasses()
            .that()
            .haveNameNotMatching(".*\\.Boot4.*")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BOOT_4);

    @ArchTest
    static final ArchRule aClientIsKnownByTheClassesNamedForIt = noClasses()
            .that()
            .haveNameNotMatching(".*(Lettuce|Jedis|Redisson).*")
            .and()
            .doNotHaveSimpleName("NamedConnections")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.lettuce..", "redis.clients..", "org.redisson..");
}
