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
    void tell(String host, boolean named) {
        // All of it is not ready while the application is at work before its start has ended.
        assertThat(get("health/redisEntra")).contains("\"UP\"", "\"state\":\"fresh\"", "\"secondsToExpiry\"");
        assertThat(get("redisentra"))
                .contains("\"default\"", host, "\"principal\"", "\"renewals\"")
                .contains(named ? "\"orders\"" : "")
                .doesNotContain("eyJ");
        assertThat(get("metrics/redis.auth.renewals")).contains("COUNT").contains(named ? "\"orders\"" : "");
        assertThat(get("metrics/redis.auth.request")).contains("\"mode\"", "\"entra\"");
    }

    /** Where the conditions were not evaluated ahead of time. */
    void tellWhy() {
        assertThat(get("conditions")).contains("redis-entra is on: redis-entra.enabled is true");
    }

    /** Once it is there: a meter comes with the first event after the start, which a busy machine may have been late with. */
    private String get(String endpoint) {
        return await().atMost(PATIENCE)
                .until(() -> ask(endpoint), answer -> answer.statusCode() == 200)
                .body();
    }

    private HttpResponse<String> ask(String endpoint) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:%d/actuator/%s".formatted(port, endpoint)))
                        .timeout(PATIENCE)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
