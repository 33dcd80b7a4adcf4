package dev.redisentra.testkit;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

@AnalyzeClasses(packages = "dev.redisentra.testkit", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String SPRING = "dev.redisentra.testkit.spring..";

    @ArchTest
    static final ArchRule theKitKnowsNothingOfWhatIsTestedWithIt = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.redisentra.core..", "io.lettuce..", "redis.clients..", "org.redisson..")
            .because("what is tested with it is tested from outside, over the wire");

    @ArchTest
    static final ArchRule springAndAzureAreKnownWhereTheyAreThere = noClasses()
            .that()
            .resideOutsideOfPackage(SPRING)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "com.azure..", "reactor..", SPRING)
            .because("who has neither uses all the rest");

    @ArchTest
    static final ArchRule onlyDeadlineWaits = noClasses()
            .that()
            .doNotHaveSimpleName("Deadline")
            .should()
            .callMethodWhere(JavaCall.Predicates.target(
                    HasOwner.Predicates.With.owner(JavaClass.Predicates.type(LockSupport.class))))
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule theJvmIsItsUsers = noClasses()
            .should()
            .callMethod(System.class, "setProperty", String.class, String.class)
            .because("a kit in somebody's tests changes nothing for the rest of them");

    @ArchTest
    static final ArchRule theTimeComesFromAClock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");
}
