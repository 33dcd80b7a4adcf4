package dev.redisentra.testkit.spring;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.redisentra.testkit.LocalAzure;
import reactor.core.publisher.Mono;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Asks the kit's identity endpoint, for a JVM in which azure-identity cannot find it. Each call is a request, because it
 * keeps no token. Thread-safe.
 */
final class EndpointCredential implements TokenCredential {
    /** The starter uses a bean with this name. */
    static final String BEAN = "redisEntraTokenCredential";

    private static final String ENDPOINT = "IDENTITY_ENDPOINT";
    private static final String HEADER = "IDENTITY_HEADER";
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(DEADLINE).build();
    private final Map<String, String> environment;

    EndpointCredential(LocalAzure azure) {
        environment = azure.environment();
    }

    /** Whether the environment of this process has the address of the same endpoint. */
    static boolean isFoundByAzureIdentity(LocalAzure azure) {
        Map<String, String> wanted = azure.environment();
        return Objects.equals(wanted.get(ENDPOINT), System.getenv(ENDPOINT))
                && Objects.equals(wanted.get(HEADER), System.getenv(HEADER));
    }

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
        return Mono.fromCallable(() -> ask(request));
    }

    @Override
    public AccessToken getTokenSync(TokenRequestContext request) {
        try {
            return ask(request);
        } catch (IOException e) {
            throw new IllegalStateException("The kit's identity endpoint: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the kit's identity endpoint was asked", e);
        }
    }

    private AccessToken ask(TokenRequestContext request) throws IOException, InterruptedException {
        String resource = request.getScopes().get(0).replaceFirst("/\\.default$", "");
        URI uri = URI.create("%s?api-version=2019-08-01&resource=%s&client_id=%s"
                .formatted(
                        environment.get(ENDPOINT),
                        URLEncoder.encode(resource, UTF_8),
                        environment.get("AZURE_CLIENT_ID")));
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(uri)
                        .timeout(DEADLINE)
                        .header("X-IDENTITY-HEADER", String.valueOf(environment.get(HEADER)))
                        .build(),
                HttpResponse.BodyHandlers.ofString(UTF_8));
        if (answer.statusCode() != 200) {
            throw new IOException("status " + answer.statusCode());
        }
        Instant expiry = Instant.ofEpochSecond(Long.parseLong(field(answer.body(), "expires_on")));
        return new AccessToken(field(answer.body(), "access_token"), OffsetDateTime.ofInstant(expiry, ZoneOffset.UTC));
    }

    /** Tokens and numbers contain nothing that JSON escapes. */
    private static String field(String json, String name) throws IOException {
        Matcher field = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        if (!field.find()) {
            throw new IOException("an answer without " + name);
        }
        return field.group(1);
    }
}
