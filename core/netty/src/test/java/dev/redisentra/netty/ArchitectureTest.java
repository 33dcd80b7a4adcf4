package dev.redisentra.netty;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

@AnalyzeClasses(packages = "dev.redisentra.netty", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ONE_CLASS_IS_PUBLIC =
            classes().that().haveModifier(JavaModifier.PUBLIC).should().be(SessionHandler.class);

    @ArchTest
    static final ArchRule THE_SESSION_AND_NETTY_ARE_ALL_IT_KNOWS = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.redisentra.netty..",
                    "dev.redisentra.core.spi.session..",
                    "io.netty..",
                    "jdk.net..",
                    "org.slf4j..",
                    "org.jspecify..",
                    "java..");
}
