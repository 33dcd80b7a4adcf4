package dev.redisentra.lettuce;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.lettuce.core.protocol.ProtocolVersion;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

@AnalyzeClasses(packages = "dev.redisentra.lettuce", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ONE_CLASS_IS_PUBLIC =
            classes().that().haveModifier(JavaModifier.PUBLIC).should().be(LettuceClients.class);

    @ArchTest
    static final ArchRule CORE_AND_LETTUCE_ARE_ALL_IT_KNOWS = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.redisentra.lettuce..",
                    "dev.redisentra.core.auth..",
                    "dev.redisentra.core.config..",
                    "dev.redisentra.core.spi..",
                    "dev.redisentra.netty..",
                    "io.lettuce..",
                    "io.netty..",
                    "org.jspecify..",
                    "reactor.core.publisher..",
                    "java..");

    @ArchTest
    static final ArchRule REACTOR_STAYS_IN_ONE_CLASS = noClasses()
            .that()
            .doNotHaveSimpleName("SourceCredentials")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("reactor..");

    /** What an adopter's configuration names of them is public: the protocol's version. */
    @ArchTest
    static final ArchRule LETTUCE_KEEPS_ITS_INTERNALS = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "io.lettuce.core.internal..", "io.lettuce.core.protocol..", "io.lettuce.core.output..")
                    .and(not(equivalentTo(ProtocolVersion.class))));

    @ArchTest
    static final ArchRule NOBODY_SLEEPS = noClasses().should().callMethod(Thread.class, "sleep", long.class);
}
