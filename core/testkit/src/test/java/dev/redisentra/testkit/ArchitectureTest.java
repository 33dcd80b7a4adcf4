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
    @ArchTest
    static final ArchRule theKitKnowsNothingOfWhatIsTestedWithIt = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.redisentra.core..", "io.lettuce..", "redis.clients..", "org.redisson..", "com.azure..")
            .because("what is tested with it is tested from outside, over the wire");

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
    static final ArchRule theTimeComesFromAClock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");
}
