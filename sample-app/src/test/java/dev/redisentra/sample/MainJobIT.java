package dev.redisentra.sample;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Topology;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The main job, as a user sees it: the packaged sample under load, while tokens that live 8 s come and go. More renewals:
 * {@code -Dmain-job.renewals=10}.
 */
@Tag("scaled")
@Execution(ExecutionMode.CONCURRENT)
@Order(2)
class MainJobIT {
    private static final int RENEWALS = Integer.getInteger("main-job.renewals", 2);

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("dev.redisentra.sample.Lane#clientsAndTopologies")
    void noRequestFailsWhileTheTokenIsRenewed(String client, Topology topology) throws Exception {
        try (LocalAzure azure = LocalAzure.builder()
                        .topology(topology)
                        .tokenLifetime(Duration.ofSeconds(8))
                        .start();
                SampleProcess sample = SampleProcess.startJar(environment(azure, client))) {
            isDone(azure, sample, client);
            assertThat(sample.output()).doesNotContain("eyJ");
        }
    }

    /** By a sample that was just started: at its start, and under load for as long as some tokens come and go. */
    static void isDone(LocalAzure azure, SampleProcess sample, String client) throws Exception {
        int port = sample.awaitPort();
        assertThat(sample.output())
                .contains(client + " on localhost:" + azure.redis().port())
                .contains("as " + azure.identity().principalId() + " with entra, expires at ")
                .contains("SET health ok EX 60 -> OK")
                .contains("GET health -> ok");

        // On a busy machine some tokens have come and gone before it takes requests.
        long answeredBefore = azure.identity().requests().answered();
        try (HttpLoad load = HttpLoad.start(port, 4)) {
            await().atMost(SampleProcess.PATIENCE.plusSeconds(10L * RENEWALS))
                    .until(() -> azure.identity().requests().answered() >= answeredBefore + RENEWALS);
            load.awaitRequests(100);
            load.stop();
            assertThat(load.failures()).isEmpty();
            System.out.printf(
                    "%s, %s: %d requests, %d failed; %d token requests; %s%n",
                    client,
                    azure.redis().topology(),
                    load.requests(),
                    load.failures().size(),
                    azure.identity().requests().received(),
                    azure.redis().counters());
        }

        assertThat(azure.redis().counters().closedAtExpiry()).isZero();
        assertThat(azure.redis().counters().authsRefused()).isZero();
        // Of a request that its start was too busy to wait for, its own counters know one failure and one renewal more.
        await().atMost(SampleProcess.PATIENCE)
                .untilAsserted(() -> assertThat(new Api(port).get("/api/auth"))
                        .satisfies(auth -> assertThat(number(auth, "renewals") + number(auth, "failures"))
                                .isEqualTo(azure.identity().requests().received()))
                        .contains("\"reauthenticationFailures\":0", "\"mode\":\"entra\"", "\"state\":\"fresh\""));
        assertThat(new Api(port).get("/actuator/health/readiness")).contains("\"status\":\"UP\"");
    }

    private static long number(String json, String name) {
        return Pattern.compile("\"%s\":(\\d+)".formatted(name))
                .matcher(json)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> environment(LocalAzure azure, String client) {
        Map<String, String> environment = new HashMap<>(azure.environment());
        environment.put("REDIS_CLIENT", client);
        return environment;
    }
}
