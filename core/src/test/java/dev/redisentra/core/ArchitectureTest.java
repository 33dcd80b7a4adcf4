package dev.redisentra.core;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.redisentra.core.auth.CredentialSource;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** What the layout promises. */
@AnalyzeClasses(packages = "dev.redisentra.core", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule coreKnowsNoRedisClientAndNoSpring = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.lettuce..", "redis.clients..", "org.redisson..", "org.springframework..");

    @ArchTest
    static final ArchRule azureIsKnownInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage("dev.redisentra.core.entra")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.azure..", "com.microsoft..", "reactor..");

    @ArchTest
    static final ArchRule micrometerIsKnownInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage("dev.redisentra.core.metrics")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micrometer..", "dev.redisentra.core.metrics");

    @ArchTest
    static final ArchRule clocksAreReadAndTimersSetInOnePlace = noClasses()
            .that()
            .doNotHaveSimpleName("SystemTimeline")
            .should()
            .callMethodWhere(describe("reads a clock or waits", call -> readsAClockOrWaits(call.getTarget())))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ScheduledExecutorService.class);

    @ArchTest
    static final ArchRule packagesHaveAnOrder =
            slices().matching("dev.redisentra.(**)").should().beFreeOfCycles();

    /** What adapters call is under {@code spi}: applications meet none of it, not even in a signature. */
    @ArchTest
    static final ArchRule applicationsAndAdaptersAreApart = noClasses()
            .that()
            .resideOutsideOfPackage("dev.redisentra.core.spi..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.redisentra.core.spi..");

    /** Behind the door is the engine, which nobody has to know. */
    @ArchTest
    static final ArchRule thereIsOneDoor = classes()
            .that()
            .areAssignableTo(CredentialSource.class)
            .and()
            .areNotInterfaces()
            .should()
            .notBePublic();

    @ArchTest
    static final ArchRule thereIsOneLog = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("java.util.logging..")
                    .or(describe("the console", type -> type.isEquivalentTo(java.io.PrintStream.class))));

    @ArchTest
    static final ArchRule utilitiesAndValuesAreFinal =
            classes().that().arePublic().and().areNotInterfaces().should().haveModifier(JavaModifier.FINAL);

    /** A new public type is a promise to adopters, to be made on purpose. */
    @Test
    void theseTypesArePublicAndNoOthers() {
        JavaClasses core = new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests())
                .importPackages("dev.redisentra.core");

        assertThat(core.stream()
                        .filter(ArchitectureTest::isSeenFromOutside)
                        .map(type -> type.getName().substring("dev.redisentra.core.".length()))
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "CredentialSources",
                        "Fallback",
                        "RenewalPolicy",
                        "auth.AccessKeyStrategy",
                        "auth.AuthEvent",
                        "auth.AuthEvent$AtRisk",
                        "auth.AuthEvent$Closed",
                        "auth.AuthEvent$Connection",
                        "auth.AuthEvent$ConnectionDied",
                        "auth.AuthEvent$Expired",
                        "auth.AuthEvent$FellBack",
                        "auth.AuthEvent$LoginRefused",
                        "auth.AuthEvent$OfConnection",
                        "auth.AuthEvent$Reauthenticated",
                        "auth.AuthEvent$ReauthenticationFailed",
                        "auth.AuthEvent$ReauthenticationStalled",
                        "auth.AuthEvent$RenewalFailed",
                        "auth.AuthEvent$Renewed",
                        "auth.AuthException",
                        "auth.AuthException$Kind",
                        "auth.AuthListener",
                        "auth.AuthMode",
                        "auth.AuthStatus",
                        "auth.AuthStatus$Counters",
                        "auth.AuthStatus$State",
                        "auth.AuthStrategy",
                        "auth.CredentialKind",
                        "auth.CredentialSource",
                        "auth.CredentialSource$Registration",
                        "auth.Redaction",
                        "auth.RedisCredential",
                        "auth.Secret",
                        "config.AzureService",
                        "config.InvalidSettingsException",
                        "config.Protocol",
                        "config.RedisSettings",
                        "config.RedisSettings$Builder",
                        "config.Setting",
                        "config.SettingFault",
                        "config.SettingSource",
                        "config.Topology",
                        "diagnosis.Diagnosis",
                        "diagnosis.Diagnosis$Problem",
                        "entra.EntraStrategy",
                        "metrics.CredentialMetrics",
                        "spi.cluster.ClusterHost",
                        "spi.protocol.ProtocolChoice",
                        "spi.protocol.ProtocolChoice$Login",
                        "spi.session.Adoption",
                        "spi.session.Resp",
                        "spi.session.Session",
                        "spi.session.Sessions",
                        "spi.session.Wire",
                        "spi.tls.PrivateCa",
                        "spi.version.ClientVersions",
                        "spi.version.UnsupportedClientException");
    }

    private static boolean readsAClockOrWaits(AccessTarget.MethodCallTarget target) {
        JavaClass owner = target.getOwner();
        String name = target.getName();
        return (owner.isEquivalentTo(System.class) && (name.equals("currentTimeMillis") || name.equals("nanoTime")))
                || (owner.isEquivalentTo(Thread.class) && name.equals("sleep"))
                || (owner.isEquivalentTo(Instant.class) && name.equals("now"))
                || (owner.isEquivalentTo(Clock.class) && name.startsWith("system"))
                || (owner.isEquivalentTo(InstantSource.class) && name.equals("system"))
                || (owner.getPackageName().equals("java.time") && name.equals("now"));
    }

    private static boolean isSeenFromOutside(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && !type.getSimpleName().equals("package-info")
                && type.getEnclosingClass()
                        .map(ArchitectureTest::isSeenFromOutside)
                        .orElse(true);
    }
}
