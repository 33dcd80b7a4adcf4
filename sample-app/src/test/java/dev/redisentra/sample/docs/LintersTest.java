package dev.redisentra.sample.docs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What the tools of other languages say of what the documents hold. One that is not installed is the reason of a skip:
 * the build needs nothing but a JDK. CI has them.
 */
class LintersTest {
    @TempDir
    private Path directory;

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("shellcheck", List.of("docs/infra/deploy.sh")),
                Arguments.of("shellcheck", List.of("sample-app/src/test/resources/docs/az")),
                Arguments.of("shellcheck", List.of(".ci/run")),
                Arguments.of("shellcheck", List.of(".ci/linters")),
                Arguments.of("shellcheck", List.of(".ci/site/build")),
                Arguments.of("shellcheck", List.of(".ci/versions")),
                Arguments.of("shellcheck", List.of(".ci/live")),
                Arguments.of("terraform", List.of("fmt", "-check", "-diff", "docs/infra")),
                Arguments.of("bicep", List.of("lint", "docs/infra/main.bicep")),
                Arguments.of("promtool", List.of("check", "rules", "docs/monitoring/alerts.yaml")),
                Arguments.of("promtool", List.of("test", "rules", "docs/monitoring/alerts-test.yaml")));
    }

    @ParameterizedTest
    @MethodSource("files")
    void nothingIsFound(String tool, List<String> arguments) throws Exception {
        run(tool, arguments);
    }

    static Stream<Path> documentsWithCommands() {
        return CommandsTest.documentsWithCommands();
    }

    @ParameterizedTest
    @MethodSource("documentsWithCommands")
    void theCommandsOfADocumentAreSound(Path document) throws Exception {
        Path script = directory.resolve("commands.sh");
        Files.writeString(script, String.join("\n", Documents.blocks(document, "sh")));

        // SC2034: a variable may be there for the reader's own commands. SC2031: the blocks share one shell.
        run("shellcheck", List.of("--shell=bash", "--exclude=SC2034", script.toString()));
    }

    @Test
    void theDashboardsQueriesParse() throws Exception {
        Path rules = directory.resolve("queries.yaml");
        List<Map<String, String>> queries = new ArrayList<>();
        for (String query : MonitoringTest.queries()) {
            queries.add(Map.of("record", "query" + queries.size(), "expr", query.replace("$job", ".*")));
        }
        Files.writeString(
                rules, new Yaml().dump(Map.of("groups", List.of(Map.of("name", "dashboard", "rules", queries)))));

        run("promtool", List.of("check", "rules", rules.toString()));
    }

    private static void run(String tool, List<String> arguments) throws IOException, InterruptedException {
        assumeTrue(isInstalled(tool), () -> tool + " is not installed");
        List<String> command = new ArrayList<>(List.of(tool));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(Documents.ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
            assertThat(process.exitValue()).as("%s%n%s", command, output).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean isInstalled(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }
}
