package dev.redisentra.sample.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.redisentra.core.config.Setting;
import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the documents say is so. */
class DocumentationTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)(#[^)]*)?\\)");

    /** Each example is a main program here; the README shows the body of its main method. */
    @ParameterizedTest
    @ValueSource(classes = {LettuceExample.class, JedisExample.class, RedissonExample.class})
    void theReadmesExamplesAreTheseAndRun(Class<?> example) throws Exception {
        Path source = Path.of("src/test/java", example.getName().replace('.', '/') + ".java");
        String body = Files.readString(source)
                .split("arguments\\) \\{\n")[1]
                .split("\n    }\n")[0]
                .stripIndent();
        List<String> shown = JAVA_BLOCK
                .matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map(block -> block.group(1).strip())
                .toList();
        assertThat(shown).contains(body.strip());

        try (LocalAzure azure = LocalAzure.builder().start()) {
            ProcessBuilder java = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    example.getName());
            java.environment().putAll(azure.environment());
            Process process = java.redirectErrorStream(true).start();
            try {
                String output = new String(process.getInputStream().readAllBytes());
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(output.lines().toList()).as(output).contains("ok");
                assertThat(process.exitValue()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void theReadmeKnowsEverySetting(Setting setting) throws IOException {
        assertThat(Files.readString(ROOT.resolve("README.md")))
                .contains(("| `%s` | %s | %s |".formatted(setting.variable(), setting.meaning(), setting.defaultText()))
                        .replace("|  |", "| |"));
    }

    @Test
    void linksInsideTheDocumentsResolve() throws IOException {
        try (Stream<Path> files =
                Stream.concat(Stream.of(ROOT.resolve("README.md")), Files.walk(ROOT.resolve("docs")))) {
            List<String> broken = files.filter(file -> file.toString().endsWith(".md"))
                    .flatMap(file -> linksOf(file)
                            .filter(link -> !Files.exists(file.resolveSibling(link)))
                            .map(link -> file + " -> " + link))
                    .toList();
            assertThat(broken).isEmpty();
        }
    }

    private static Stream<String> linksOf(Path file) {
        try {
            return LINK.matcher(Files.readString(file))
                    .results()
                    .map((MatchResult link) -> link.group(1))
                    .filter(link -> !link.contains("://"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
