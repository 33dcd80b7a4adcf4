package dev.redisentra.jedis;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

@AnalyzeClasses(packages = "dev.redisentra.jedis", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule thereIsOnePublicClass = classes()
            .that()
            .doNotHaveSimpleName("package-info")
            .and()
            .doNotHaveSimpleName("JedisClients")
            .should()
            .notBePublic();

    @ArchTest
    static final ArchRule coreAndJedisAreAllItKnows = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.redisentra.jedis",
                    "dev.redisentra.core..",
                    "redis.clients.jedis..",
                    "org.apache.commons.pool2..", // Jedis's own pool, in its API
                    "jdk.net", // TCP's keep-alive
                    "org.jspecify.annotations",
                    "java..",
                    "javax.net.ssl");

    @ArchTest
    static final ArchRule redisAuthxDoesNotSchedule =
            noClasses().should().dependOnClassesThat().resideInAPackage("redis.clients.authentication..");

    /** Jedis is entered by its configuration alone: any version of it has that door. */
    @ArchTest
    static final ArchRule jedissInternalsAreItsOwn = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "redis.clients.jedis.util..", "redis.clients.jedis.csc..", "redis.clients.jedis.executors..")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching(
                    "redis\\.clients\\.jedis\\.(Connection|ConnectionFactory|Push.*|Protocol|.*SocketFactory)");

    @ArchTest
    static final ArchRule clocksAreHandedIn = noClasses()
            .that()
            .doNotHaveSimpleName("JedisClients")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);
}
