package dev.redisentra.redisson;

import java.time.Instant;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

@AnalyzeClasses(packages = "dev.redisentra.redisson", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule thereIsOnePublicClass = classes()
            .that()
            .doNotHaveSimpleName("package-info")
            .and()
            .doNotHaveSimpleName("RedissonClients")
            .should()
            .notBePublic();

    @ArchTest
    static final ArchRule coreAndRedissonAreAllItKnows = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.redisentra.redisson",
                    "dev.redisentra.core..",
                    "dev.redisentra.netty..",
                    "org.redisson..",
                    "io.netty..", // in Redisson's own SPI
                    "org.jspecify.annotations",
                    "java..",
                    "javax.net.ssl");

    @ArchTest
    static final ArchRule redissonKeepsItsInternals = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.redisson.client.handler..",
                    "org.redisson.client.protocol..",
                    "org.redisson.command..",
                    "org.redisson.connection..",
                    "org.redisson.pubsub..");

    @ArchTest
    static final ArchRule clocksAreHandedIn = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);
}
