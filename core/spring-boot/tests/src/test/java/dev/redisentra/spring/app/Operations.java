package dev.redisentra.spring.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What an operator asks a running application. */
final class Operations {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    Operations(int port) {
        this.port = port;
    }

    /** Health, endpoint, meters and observations all know of the login, and of each cache. */
    void tell(String host, boolean named) throws IOException, InterruptedException {
        // All of it is not ready while the application is at work before its start has ended.
        assertThat(get("health/redisEntra")).contains("\"UP\"", "\"state\":\"fresh\"", "\"secondsToExpiry\"");
        assertThat(get("redisentra"))
                .contains("\"default\"", host, "\"principal\"", "\"renewals\"")
                .contains(named ? "\"orders\"" : "")
                .doesNotContain("eyJ");
        assertThat(get("metrics/redis.auth.renewals")).contains("COUNT").contains(named ? "\"orders\"" : "");
        // It comes with the first request after the start, which on a busy machine has not been sent yet.
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(get("metrics/redis.auth.request")).contains("\"mode\"", "\"entra\""));
    }

    /** Where the conditions were not evaluated ahead of time. */
    void tellWhy() throws IOException, InterruptedException {
        assertThat(get("conditions")).contains("redis-entra is on: redis-entra.enabled is true");
    }

    private String get(String endpoint) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:%d/actuator/%s".formatted(port, endpoint)))
                        .timeout(PATIENCE)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(endpoint + ": " + answer.body()).isEqualTo(200);
        return answer.body();
    }
}
