package dev.redisentra.sample.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Each Java example in the documents is part of a program in this package, line by line, and that program runs. */
@Order(1)
class ExamplesTest {
    private static final Path PROGRAMS = Path.of("src/test/java/dev/redisentra/sample/docs");
    /** Those of other frameworks, which have modules of their own. */
    private static final Path RECIPES = Documents.ROOT.resolve("core/frameworks");

    static Stream<Arguments> programs() {
        return Stream.of(
                Arguments.of(LettuceExample.class, "ok"),
                Arguments.of(JedisExample.class, "ok"),
                Arguments.of(IdentityExample.class, "ok"),
                Arguments.of(RedissonExample.class, "ok"),
                Arguments.of(LettuceTunedExample.class, "orders"),
                Arguments.of(JedisTunedExample.class, "ok"),
                Arguments.of(RedissonTunedExample.class, "ok"));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void theProgramsRun(Class<?> program, String line) throws Exception {
        try (LocalAzure azure = LocalAzure.builder().start()) {
            String output = run(program, azure);
            assertThat(output.lines()).as(output).contains(line);
        }
    }

    static Stream<Arguments> examples() {
        return Documents.all().stream()
                .flatMap(document ->
                        Documents.blocks(document, "java").stream().map(example -> Arguments.of(document, example)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void eachExampleIsPartOfAProgram(Path document, String example) throws IOException {
        try (Stream<Path> programs = Files.list(PROGRAMS);
                Stream<Path> recipes = Files.walk(RECIPES)) {
            assertThat(Stream.concat(programs, recipes)
                            .filter(file -> file.toString().matches(".*(Example|frameworks/).*\\.java"))
                            .map(ExamplesTest::unindented))
                    .as(document.toString())
                    .anySatisfy(program -> assertThat(program).contains(unindented(example)));
        }
    }

    /** Each program is there for the documents. */
    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(PROGRAMS)) {
            return files
                    .filter(file -> file.toString().contains("Example") && !file.endsWith("ExamplesTest.java"))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void eachProgramIsShown(Path file) {
        String program = unindented(file);
        assertThat(Documents.all().stream()
                        .flatMap(document -> Documents.blocks(document, "java").stream())
                        .map(ExamplesTest::unindented))
                .anyMatch(program::contains);
    }

    @Test
    void theVersionThatIsShownIsThisOne() {
        Pattern version = Pattern.compile("<artifactId>redis-entra-(?:bom|parent)</artifactId>\\s*<version>([^<]+)");
        Matcher own = version.matcher(Documents.text(Documents.ROOT.resolve("pom.xml")));
        assertThat(own.find()).isTrue();

        assertThat(Documents.blocks(Documents.README, "xml").stream()
                        .flatMap(block -> version.matcher(block).results())
                        .map(shown -> shown.group(1)))
                .containsOnly(own.group(1));
    }

    private static String unindented(Path file) {
        try {
            return unindented(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String unindented(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    private static String run(Class<?> program, LocalAzure azure) throws Exception {
        ProcessBuilder java = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // It will not live long.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName()))
                .redirectErrorStream(true);
        java.environment().putAll(azure.environment());
        java.environment().put("IDENTITY_OBJECT_ID", azure.identity().principalId());
        Process process = java.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
