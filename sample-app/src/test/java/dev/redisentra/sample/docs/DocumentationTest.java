package dev.redisentra.sample.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.redisentra.core.config.Setting;
import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What the documents say is so. */
class DocumentationTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

    /** Each example is a main program here; the README shows the body of its main method. */
    @ParameterizedTest
    @ValueSource(classes = {LettuceExample.class, JedisExample.class, RedissonExample.class})
    void theReadmesExamplesAreTheseAndRun(Class<?> example) throws Exception {
        String code =
                Files.readString(Path.of("src/test/java", example.getName().replace('.', '/') + ".java"));
        String body = code.substring(code.indexOf("arguments) {\n") + 13, code.lastIndexOf("\n    }\n"));
        List<String> shown = JAVA_BLOCK
                .matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map(block -> block.group(1).strip())
                .toList();
        assertThat(shown).contains(body.stripIndent().strip());

        try (LocalAzure azure = LocalAzure.builder().start()) {
            String output = run(example, azure);
            assertThat(output.lines()).as(output).contains("ok");
        }
    }

    private static String run(Class<?> example, LocalAzure azure) throws Exception {
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        example.getName())
                .redirectErrorStream(true);
        java.environment().putAll(azure.environment());
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

    @ParameterizedTest
    @EnumSource(Setting.class)
    void theReadmeKnowsEverySetting(Setting setting) throws IOException {
        String row = "| `%s` | %s | %s |".formatted(setting.variable(), setting.meaning(), setting.defaultText());
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains(row.replace("|  |", "| |"));
    }

    @Test
    void linksInsideTheDocumentsResolve() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
        }
        for (Path document : documents) {
            assertThat(LINK.matcher(Files.readString(document)).results().map(link -> link.group(1)))
                    .as(document.toString())
                    .allSatisfy(
                            link -> assertThat(document.resolveSibling(link)).exists());
        }
    }
}
