package dev.redisentra.frameworks.quarkus;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The application as Quarkus packages it, as a process: the connection of its recipe outlives its tokens. */
class QuarkusIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    @Tag("long")
    @Test
    void itsConnectionOutlivesItsTokens() throws Exception {
        Path output = directory.resolve("output");
        try (LocalAzure azure =
                LocalAzure.builder().tokenLifetime(Duration.ofSeconds(6)).start()) {
            ProcessBuilder java = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-jar",
                            "target/quarkus-app/quarkus-run.jar")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            java.environment().putAll(azure.environment());
            Process application = java.start();
            try {
                await().atMost(PATIENCE)
                        .until(() -> azure.identity().requests().answered() > 3 || !application.isAlive());
                try (OutputStream in = application.getOutputStream()) {
                    in.write('\n');
                } catch (IOException ended) {
                    // Its output says why.
                }
                await().atMost(PATIENCE).until(() -> !application.isAlive());
            } finally {
                application.destroyForcibly();
            }

            String told = Files.readString(output);
            Matcher report = Pattern.compile("REPORT uses=(\\d+) failed=(\\d+)").matcher(told);
            assertThat(report.find()).as(told).isTrue();
            assertThat(Integer.parseInt(report.group(1))).as(told).isGreaterThan(1);
            assertThat(report.group(2)).as(told).isEqualTo("0");
            assertThat(azure.redis().counters().closedAtExpiry()).isZero();
            assertThat(azure.redis().counters().authsRefused()).isZero();
        }
    }
}
