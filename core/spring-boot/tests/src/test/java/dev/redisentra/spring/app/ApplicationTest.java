package dev.redisentra.spring.app;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.Topology;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An application of two lines of configuration goes on through renewals, whatever it uses of Spring's. */
@Execution(ExecutionMode.CONCURRENT)
class ApplicationTest {
    private static final Duration TOKEN = Duration.ofSeconds(12);

    /** The newest line as Boot sets it up: cheap enough for every build. */
    @Test
    void nothingFailsAndNothingIsLost() throws Exception {
        throughRenewals(BootLine.BOOT_4_1, "lettuce", Topology.STANDALONE, 3);
    }

    static Stream<Arguments> all() {
        return Stream.of(BootLine.values())
                .flatMap(line -> line.clients().stream()
                        .flatMap(client ->
                                Stream.of(Topology.values()).map(topology -> Arguments.of(line, client, topology))));
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("all")
    void onEachLineAndClient(BootLine line, String client, Topology topology) throws Exception {
        throughRenewals(line, client, topology, 10);
    }

    private static void throughRenewals(BootLine line, String client, Topology topology, int renewals)
            throws IOException {
        try (LocalAzure azure = LocalAzure.builder()
                        .topology(topology)
                        .tokenLifetime(TOKEN)
                        .start();
                ApplicationProcess application = ApplicationProcess.start(
                        line.classPath(client), azure.environment(), properties(azure, client))) {
            await().atMost(ApplicationProcess.PATIENCE)
                    .until(() -> azure.identity().requests().answered() > renewals || !application.isAlive());

            ApplicationProcess.Report report = application.stop();

            List<String> uses = topology == Topology.CLUSTER
                    ? List.of("template", "reactive", "cache", "session", "listener")
                    : List.of("template", "transaction", "reactive", "cache", "session", "listener");
            assertThat(report.figures())
                    .as(report.output())
                    .containsEntry("failed", 0)
                    .containsEntry("lost", 0);
            RedisCounters counters = azure.redis().counters();
            assertThat(report.figures())
                    .as(report.output())
                    .containsKeys(
                            client.equals("jedis")
                                    ? uses.stream()
                                            .filter(use -> !use.equals("reactive"))
                                            .toArray(String[]::new)
                                    : uses.toArray(String[]::new));
            assertThat(counters.closedAtExpiry()).isZero();
            assertThat(counters.authsRefused()).isZero();
        }
    }

    private static Map<String, String> properties(LocalAzure azure, String client) {
        Map<String, String> properties = new HashMap<>();
        // The two lines; an application on Azure needs no more.
        properties.put("spring.data.redis.host", azure.redis().host());
        properties.put("redis-entra.enabled", "true");
        // What stands for Azure: a port and a certificate authority of the kit's own.
        if (azure.redis().topology() == Topology.CLUSTER) {
            properties.put(
                    "spring.data.redis.cluster.nodes",
                    azure.redis().host() + ":" + azure.redis().port());
            properties.put("work.transactions", "false");
        } else {
            properties.put(
                    "spring.data.redis.port", String.valueOf(azure.redis().port()));
        }
        properties.put("spring.data.redis.ssl.bundle", "azure");
        properties.put(
                "spring.ssl.bundle.pem.azure.truststore.certificate",
                azure.redis().certificateAuthority().toUri().toString());
        if (client.equals("jedis")) {
            properties.put("spring.data.redis.client-type", "jedis");
        }
        // Boot takes JCache where it finds that, which Redisson brings.
        properties.put("spring.cache.type", "redis");
        properties.put("server.port", "0");
        return properties;
    }
}
