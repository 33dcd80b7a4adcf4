package dev.redisentra.spring.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The same application through the same tokens, with Spring Cloud Azure's starter for Lettuce and with ours. With {@code
 * -Ddocs.write=true} its figures go to {@code docs/spring.md}.
 */
@Tag("long")
@Execution(ExecutionMode.CONCURRENT)
class SpringCloudAzureTest {
    private static final int TOKENS = 10;

    /** What came of a run. */
    private record Outcome(Map<String, Integer> figures, long closedAtExpiry) {
        int uses() {
            return figures.entrySet().stream()
                    .filter(figure -> !figure.getKey().equals("lost"))
                    .mapToInt(Map.Entry::getValue)
                    .sum();
        }

        String row(String starter) {
            return "| %s | %,d | %d | %d | %d |"
                    .formatted(starter, uses(), figures.get("failed"), figures.get("lost"), closedAtExpiry);
        }
    }

    @TempDir
    private Path directory;

    @Test
    void whatExpiryDoesToEach() throws Exception {
        Outcome theirs;
        Outcome ours;
        ExecutorService meanwhile = Executors.newSingleThreadExecutor();
        try {
            Future<Outcome> other = meanwhile.submit(SpringCloudAzureTest::ours);
            theirs = theirs();
            ours = other.get();
        } finally {
            meanwhile.shutdownNow();
        }

        if (Boolean.getBoolean("docs.write")) {
            SpringPage.write(
                    "spring cloud azure",
                    List.of(
                            "| starter | uses | failed | messages lost | connections closed at expiry |",
                            "| --- | --- | --- | --- | --- |",
                            theirs.row("Spring Cloud Azure 6.1.0"),
                            ours.row("redis-entra")));
        }
        assertThat(theirs.figures()).as("they log in").containsKeys("template", "session");
        assertThat(theirs.closedAtExpiry()).as("what the page says of it").isPositive();
        assertThat(ours.closedAtExpiry()).isZero();
        assertThat(ours.figures()).containsEntry("failed", 0).containsEntry("lost", 0);
    }

    private Outcome theirs() throws Exception {
        try (LocalAzure azure = ApplicationTest.azure()) {
            Map<String, String> properties = new HashMap<>(Map.of(
                    "spring.data.redis.host",
                    azure.redis().host(),
                    "spring.data.redis.port",
                    String.valueOf(azure.redis().port()),
                    "spring.data.redis.ssl.enabled",
                    "true",
                    "spring.data.redis.azure.passwordless-enabled",
                    "true",
                    "spring.cloud.azure.credential.managed-identity-enabled",
                    "true",
                    "spring.cloud.azure.credential.client-id",
                    azure.identity().clientId()));
            properties.put("spring.cache.type", "redis");
            properties.put("server.port", "0");
            // It replaces the client's options, and with them Boot's bundle.
            List<String> flags = TrustStore.of(azure, directory);
            return run(flags, BootLine.classPath("spring-cloud-azure", entry -> true), azure, properties);
        }
    }

    private static Outcome ours() throws Exception {
        try (LocalAzure azure = ApplicationTest.azure()) {
            return run(
                    List.of(),
                    BootLine.BOOT_3_5.classPath("lettuce"),
                    azure,
                    ApplicationTest.properties(azure, null, "lettuce"));
        }
    }

    private static Outcome run(List<String> flags, String classPath, LocalAzure azure, Map<String, String> properties)
            throws IOException {
        try (ApplicationProcess application =
                ApplicationProcess.start(flags, classPath, azure.environment(), properties)) {
            application.awaitLine("FIRST");
            long until = System.nanoTime()
                    + ApplicationTest.TOKEN.multipliedBy(TOKENS).toNanos();
            await().atMost(ApplicationProcess.PATIENCE)
                    .until(() -> System.nanoTime() - until > 0 || !application.isAlive());
            ApplicationProcess.Report report = application.stop();
            assertThat(report.figures()).as(report.output()).containsKey("failed");
            return new Outcome(
                    new LinkedHashMap<>(report.figures()),
                    azure.redis().counters().closedAtExpiry());
        }
    }
}
