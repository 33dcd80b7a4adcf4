package dev.redisentra.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import dev.redisentra.testkit.AccessKey;
import dev.redisentra.testkit.IdentityFault;
import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Access keys, on their own and behind Entra, through the packaged sample under load. The short lane has each on one of the
 * clients; what becomes of a key on each of them, their modules' own tests say.
 */
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class AccessKeyIT {
    @ParameterizedTest
    @Tag("scaled")
    @MethodSource("dev.redisentra.sample.Lane#lettuceOrAll")
    void aKeyIsRegeneratedWithoutALostRequest(String client) throws Exception {
        try (LocalAzure azure = LocalAzure.builder().start();
                SampleProcess sample = SampleProcess.start(withKeys(azure, client))) {
            int port = sample.awaitPort();
            assertThat(sample.output()).contains("as default with access-key, expires never");

            try (HttpLoad load = HttpLoad.start(port, 4)) {
                azure.redis().regenerate(AccessKey.PRIMARY);
                // Those that were logged in stay; what connects after that is refused once, and then uses the other
                // key.
                load.awaitRequests(100);
                assertThat(load.failures()).isEmpty();
            }
            azure.redis().dropConnections();
            await().atMost(SampleProcess.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> new Api(port).get("/api/health").startsWith("200:"));

            awaitMetric(port, "redis_auth_refused_logins_total{client=\"%s\"}".formatted(client), 1);
            awaitMetric(port, "redis_auth_renewals_total", 2);
            assertThat(sample.output()).contains("Redis refused the login").doesNotContain("AzCaLocal");
        }
    }

    @ParameterizedTest
    @Tag("scaled")
    @MethodSource("dev.redisentra.sample.Lane#redissonOrAll")
    void theKeyBridgesAnOutageOfEntraAndGivesWayToIt(String client) throws Exception {
        // Asked for with 20 s left; azure-identity's own retries of a 503 take 6 s of them, before it counts as an
        // outage.
        try (LocalAzure azure =
                LocalAzure.builder().tokenLifetime(Duration.ofSeconds(40)).start()) {
            Map<String, String> environment = withKeys(azure, client);
            environment.put("REDIS_AUTH", "entra-then-access-key");
            try (SampleProcess sample = SampleProcess.start(environment)) {
                int port = sample.awaitPort();
                assertThat(new Api(port).get("/api/auth")).contains("\"mode\":\"entra\"");

                try (HttpLoad load = HttpLoad.start(port, 4)) {
                    azure.identity().fail(IdentityFault.status(503));
                    awaitMode(port, "access-key");
                    awaitMetric(port, "redis_auth_mode{mode=\"access-key\"}", 1);
                    awaitMetric(port, "redis_auth_fallbacks_total", 1);
                    load.awaitRequests(100);
                    azure.identity().recover();
                    awaitMode(port, "entra");
                    awaitMetric(port, "redis_auth_mode{mode=\"entra\"}", 1);
                    load.awaitRequests(100);
                    assertNothingLost(load, "a key bridges an outage, " + client);
                }
                assertThat(azure.redis().counters().closedAtExpiry()).isZero();
                assertThat(sample.output())
                        .containsSubsequence(
                                "Falling back to the access-key",
                                "access-key for principal default is current",
                                "entra for principal %s is current"
                                        .formatted(azure.identity().principalId()))
                        .doesNotContain("AzCaLocal", "eyJ");
            }
        }
    }

    /**
     * The first key is stale from the beginning, the second is exchanged under load: what is connected already lives on
     * with the old one, what connects after that is refused with it.
     */
    @ParameterizedTest
    @Tag("scaled")
    @MethodSource("dev.redisentra.sample.Lane#jedisOrAll")
    void keysInFilesAreExchangedWithoutALostRequest(String client, @TempDir Path directory) throws Exception {
        try (LocalAzure azure = LocalAzure.builder().start()) {
            Path primary = Files.writeString(
                    directory.resolve("primary"), azure.redis().accessKey(AccessKey.PRIMARY));
            Path secondary = Files.writeString(
                    directory.resolve("secondary"), azure.redis().accessKey(AccessKey.SECONDARY));
            azure.redis().regenerate(AccessKey.PRIMARY);
            Map<String, String> environment = new HashMap<>(azure.environment());
            environment.put("REDIS_CLIENT", client);
            environment.put("REDIS_ACCESS_KEY_FILE", primary.toString());
            environment.put("REDIS_ACCESS_KEY_SECONDARY_FILE", secondary.toString());
            try (SampleProcess sample = SampleProcess.start(environment)) {
                int port = sample.awaitPort();
                assertThat(sample.output()).contains("Redis refused the login");
                try (HttpLoad fillsThePool = HttpLoad.start(port, 4)) {
                    fillsThePool.awaitRequests(100);
                    assertThat(fillsThePool.failures()).isEmpty();
                }
                azure.redis().command(0, "FLUSHALL");
                Files.writeString(secondary, azure.redis().regenerate(AccessKey.SECONDARY));
                try (HttpLoad load = HttpLoad.start(port, 8)) {
                    awaitMetric(port, "redis_auth_renewals_total", 3);
                    awaitMetric(
                            port,
                            "redis_auth_reauthentications_total{client=\"%s\",outcome=\"accepted\"}".formatted(client),
                            1);
                    load.awaitRequests(100);
                    assertNothingLost(load, "keys in files, " + client);
                }
                assertThat(new Api(port).get("/api/auth")).contains("\"mode\":\"access-key\"", "\"state\":\"fresh\"");
                assertThat(sample.output()).doesNotContain("AzCaLocal");
            }
        }
    }

    private static void assertNothingLost(HttpLoad load, String what) {
        load.stop();
        assertThat(load.failures()).isEmpty();
        System.out.printf("%s: %d requests, 0 failed%n", what, load.requests());
    }

    private static void awaitMetric(int port, String metric, double atLeast) {
        await().atMost(SampleProcess.PATIENCE)
                .until(() -> new Api(port)
                        .get("/actuator/prometheus")
                        .lines()
                        .filter(line -> line.startsWith(metric + " "))
                        .anyMatch(line -> Double.parseDouble(line.substring(metric.length())) >= atLeast));
    }

    private static void awaitMode(int port, String mode) {
        await().atMost(SampleProcess.PATIENCE)
                .until(() -> new Api(port).get("/api/auth").contains("\"mode\":\"" + mode + "\""));
    }

    private static Map<String, String> withKeys(LocalAzure azure, String client) {
        Map<String, String> environment = new HashMap<>(azure.environment());
        environment.put("REDIS_CLIENT", client);
        environment.put("REDIS_AUTH", "access-key");
        environment.put("REDIS_ACCESS_KEY", azure.redis().accessKey(AccessKey.PRIMARY));
        environment.put("REDIS_ACCESS_KEY_SECONDARY", azure.redis().accessKey(AccessKey.SECONDARY));
        return environment;
    }
}
