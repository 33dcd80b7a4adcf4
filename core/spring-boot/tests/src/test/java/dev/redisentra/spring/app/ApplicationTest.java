package dev.redisentra.spring.app;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Topology;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application of two lines of configuration goes on through renewals, whatever it uses of Spring's. More renewals on each
 * line and client: {@code -Dapplications.renewals=10}.
 */
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class ApplicationTest {
    static final Duration TOKEN = Duration.ofSeconds(12);

    private static final int RENEWALS = Integer.getInteger("applications.renewals", 5);

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
        throughRenewals(line, client, topology, RENEWALS);
    }

    private static void throughRenewals(BootLine line, String client, Topology topology, int renewals)
            throws IOException, InterruptedException {
        // Redisson's starter has one client.
        boolean named = topology == Topology.STANDALONE && !client.equals("redisson");
        try (LocalAzure azure = azure(topology);
                LocalAzure orders = named ? azure(topology) : null;
                ApplicationProcess application = ApplicationProcess.start(
                        line.classPath(client), azure.environment(), paced(properties(azure, orders, client)))) {
            await().atMost(ApplicationProcess.PATIENCE)
                    .until(() -> (isRenewed(azure, renewals) && (orders == null || isRenewed(orders, renewals)))
                            || !application.isAlive());
            Operations operations = new Operations(application.port());
            operations.tell(azure.redis().host(), named);
            operations.tellWhy();

            ApplicationProcess.Report report = application.stop();

            assertThat(report.figures())
                    .as(report.output())
                    .containsEntry("failed", 0)
                    .containsEntry("lost", 0)
                    .containsKeys(uses(topology, client, named));
            keepsItsConnections(azure);
            if (orders != null) {
                keepsItsConnections(orders);
            }
        }
    }

    /** Enough turns to meet every renewal, and what is left of the machine is for other tests. */
    private static Map<String, String> paced(Map<String, String> properties) {
        properties.put("work.pace", "50ms");
        return properties;
    }

    /** A single server. */
    static LocalAzure azure() {
        return azure(Topology.STANDALONE);
    }

    private static LocalAzure azure(Topology topology) {
        return LocalAzure.builder().topology(topology).tokenLifetime(TOKEN).start();
    }

    static boolean isRenewed(LocalAzure azure, int renewals) {
        return azure.identity().requests().answered() > renewals;
    }

    private static String[] uses(Topology topology, String client, boolean named) {
        List<String> uses = new ArrayList<>(List.of("template", "cache", "session", "listener"));
        if (topology == Topology.STANDALONE) {
            uses.add("transaction");
        }
        if (!client.equals("jedis")) {
            uses.add("reactive");
        }
        if (named) {
            uses.add("named");
        }
        return uses.toArray(String[]::new);
    }

    private static void keepsItsConnections(LocalAzure azure) {
        assertThat(azure.redis().counters().closedAtExpiry()).isZero();
        assertThat(azure.redis().counters().authsRefused()).isZero();
    }

    static Map<String, String> properties(LocalAzure azure, @Nullable LocalAzure orders, String client) {
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
        properties.put("management.endpoints.web.exposure.include", "*");
        properties.put("management.endpoint.health.show-details", "always");
        if (orders != null) {
            String prefix = "redis-entra.caches.orders.";
            properties.put(prefix + "host", orders.redis().host());
            properties.put(prefix + "port", String.valueOf(orders.redis().port()));
            properties.put(prefix + "client-id", orders.identity().clientId());
            properties.put(
                    prefix + "tls-ca", orders.redis().certificateAuthority().toString());
        }
        return properties;
    }
}
