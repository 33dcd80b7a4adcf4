package dev.redisentra.testkit;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The dialect of Container Apps, and each way to fail, to a plain HTTP client. */
@WithLocalAzure
@Isolated("its identity is the only one of this JVM")
class IdentityEndpointTest {
    private static final String RESOURCE = "https%3A%2F%2Fredis.azure.com";

    private final HttpClient http = HttpClient.newHttpClient();
    private final LocalAzure azure;
    private final ManagedIdentity identity;
    private final TokenRequests before;

    IdentityEndpointTest(LocalAzure azure) {
        this.azure = azure;
        this.identity = azure.identity();
        identity.recover();
        this.before = identity.requests();
    }

    @Test
    void answersInTheFieldsOfTheRealOne() throws Exception {
        HttpResponse<String> response = request();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json; charset=utf-8");
        String token = field(response, "access_token");
        assertThat(Long.parseLong(field(response, "expires_on")))
                .isBetween(
                        Instant.now().plusSeconds(3590).getEpochSecond(),
                        Instant.now().plusSeconds(3601).getEpochSecond());
        assertThat(field(response, "resource")).isEqualTo("https://redis.azure.com");
        assertThat(field(response, "token_type")).isEqualTo("Bearer");
        assertThat(field(response, "client_id")).isEqualTo(identity.clientId());
        assertThat(claims(token))
                .contains(
                        "\"aud\":\"https://redis.azure.com\"",
                        "\"oid\":\"" + identity.principalId() + "\"",
                        "\"sub\":\"" + identity.principalId() + "\"",
                        "\"appid\":\"" + identity.clientId() + "\"",
                        "\"exp\":" + field(response, "expires_on"),
                        "\"iss\":",
                        "\"iat\":",
                        "\"nbf\":",
                        "\"tid\":",
                        "\"ver\":");
        assertThat(identity.requests().since(before)).isEqualTo(new TokenRequests(1, 1));
        try (Resp resp = Wire.connect(azure)) {
            assertThat(resp.call("AUTH", identity.principalId(), token)).isEqualTo("OK");
        }
    }

    @Test
    void issuesEachTokenAnew() throws Exception {
        assertThat(field(request(), "access_token")).isNotEqualTo(field(request(), "access_token"));
    }

    @Test
    void holdsRequestsToTheRules() throws Exception {
        String known = "&client_id=" + identity.clientId();
        assertThat(get("?api-version=2019-08-01&resource=" + RESOURCE + known, "wrong")
                        .statusCode())
                .isEqualTo(401);
        assertThat(get("?api-version=2017-09-01&resource=" + RESOURCE + known).statusCode())
                .isEqualTo(400);
        assertThat(get("?api-version=2019-08-01" + known).statusCode()).isEqualTo(400);
        HttpResponse<String> unknown =
                get("?api-version=2019-08-01&resource=" + RESOURCE + "&client_id=00000000-0000-0000-0000-000000000000");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("No User Assigned or Delegated Managed Identity found");
        assertThat(identity.requests()).isEqualTo(before);
    }

    @Test
    void knowsAnIdentityByEachOfItsIds() throws Exception {
        try (LocalAzure other = LocalAzure.builder().start()) {
            for (String id : new String[] {
                "client_id=" + identity.clientId(),
                "object_id=" + identity.principalId(),
                "principal_id=" + identity.principalId(),
                "mi_res_id=" + identity.resourceId()
            }) {
                assertThat(field(get("?api-version=2019-08-01&resource=" + RESOURCE + "&" + id), "client_id"))
                        .isEqualTo(identity.clientId());
            }
            assertThat(get("?api-version=2019-08-01&resource=" + RESOURCE + "&mi_res_id=" + identity.clientId())
                            .statusCode())
                    .isEqualTo(400);
            assertThat(other.identity().requests().received()).isZero();
        }
    }

    @Test
    void servesTheOnlyIdentityWithoutAClientId() throws Exception {
        HttpResponse<String> response = get("?api-version=2019-08-01&resource=" + RESOURCE);
        assertThat(field(response, "client_id")).isEqualTo(identity.clientId());
    }

    @Test
    void servesTheSystemAssignedOneOfSeveralWithoutAClientId() throws Exception {
        try (LocalAzure user = LocalAzure.builder().start()) {
            assertThat(get("?api-version=2019-08-01&resource=" + RESOURCE).statusCode())
                    .isEqualTo(400);
            try (LocalAzure system = LocalAzure.builder().systemAssigned().start()) {
                assertThat(user.environment()).containsKey("AZURE_CLIENT_ID");
                assertThat(system.environment()).doesNotContainKey("AZURE_CLIENT_ID");
                assertThat(field(get("?api-version=2019-08-01&resource=" + RESOURCE), "client_id"))
                        .isEqualTo(system.identity().clientId());
            }
        }
    }

    @Test
    void aTokenForAnotherResourceIsNoneForRedis() throws Exception {
        HttpResponse<String> response =
                get("?api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net&client_id=" + identity.clientId());
        try (Resp resp = Wire.connect(azure)) {
            assertThat(resp.call("AUTH", identity.principalId(), field(response, "access_token")))
                    .isInstanceOf(Resp.Failure.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 500, 503})
    void failsWithAStatus(int status) throws Exception {
        identity.fail(IdentityFault.status(status));
        assertThat(request().statusCode()).isEqualTo(status);
        assertThat(request().statusCode()).isEqualTo(status);
        identity.recover();
        assertThat(request().statusCode()).isEqualTo(200);
        assertThat(identity.requests().since(before)).isEqualTo(new TokenRequests(3, 1));
    }

    @Test
    void throttles() throws Exception {
        identity.fail(IdentityFault.throttled(Duration.ofSeconds(7)));
        HttpResponse<String> response = request();
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("7");
    }

    @Test
    void failsAsOftenAsItIsTold() throws Exception {
        identity.fail(IdentityFault.status(503), 2);
        assertThat(request().statusCode()).isEqualTo(503);
        assertThat(request().statusCode()).isEqualTo(503);
        assertThat(request().statusCode()).isEqualTo(200);
        assertThatIllegalArgumentException().isThrownBy(() -> identity.fail(IdentityFault.unreachable(), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> identity.fail(IdentityFault.status(500), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> IdentityFault.status(200));
    }

    @Test
    void hangsUntilItRecovers() throws Exception {
        identity.fail(IdentityFault.hanging());
        HttpRequest impatient = HttpRequest.newBuilder(
                        address("?api-version=2019-08-01&resource=" + RESOURCE + "&client_id=" + identity.clientId()))
                .header("X-IDENTITY-HEADER", header())
                .timeout(Duration.ofMillis(200))
                .build();
        assertThatThrownBy(() -> http.send(impatient, HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
        identity.recover();
        assertThat(request().statusCode()).isEqualTo(200);
        assertThat(identity.requests().since(before)).isEqualTo(new TokenRequests(2, 1));
    }

    @Test
    void isSlow() throws Exception {
        identity.fail(IdentityFault.slow(Duration.ofMillis(300)));
        long start = System.nanoTime();
        assertThat(request().statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(290));
    }

    @Test
    void answersASlowRequestAtOnceWhenItRecovers() throws Exception {
        identity.fail(IdentityFault.slow(Duration.ofMinutes(5)));
        CompletableFuture<HttpResponse<String>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return request();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> identity.requests().since(before).received() == 1);
        identity.recover();
        assertThat(waiting.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesConnections() throws Exception {
        identity.fail(IdentityFault.unreachable());
        await().untilAsserted(() -> assertThatThrownBy(this::request).isInstanceOf(ConnectException.class));
        identity.recover();
        assertThat(request().statusCode()).isEqualTo(200);
    }

    @Test
    void answersWithTheSameTokenAgain() throws Exception {
        String token = field(request(), "access_token");
        identity.fail(IdentityFault.sameToken());
        assertThat(field(request(), "access_token")).isEqualTo(token);
        identity.recover();
        assertThat(field(request(), "access_token")).isNotEqualTo(token);
    }

    @ParameterizedTest
    @EnumSource
    void answersWithAFlawedToken(TokenFlaw flaw) throws Exception {
        identity.fail(IdentityFault.flawed(flaw));
        HttpResponse<String> response = request();
        assertThat(response.statusCode()).isEqualTo(200);
        String token = field(response, "access_token");
        String claims = claims(token);
        switch (flaw) {
            case WRONG_PRINCIPAL ->
                assertThat(claims).contains("\"oid\":").doesNotContain("\"oid\":\"" + identity.principalId());
            case WRONG_AUDIENCE -> assertThat(claims).doesNotContain("redis.azure.com");
            case NO_PRINCIPAL -> assertThat(claims).doesNotContain("\"oid\"");
            case EXPIRED ->
                assertThat(Long.parseLong(field(response, "expires_on")))
                        .isLessThan(Instant.now().getEpochSecond());
            case TAMPERED, UNSIGNED -> assertThat(claims).contains(identity.principalId());
        }
        try (Resp resp = Wire.connect(azure)) {
            assertThat(resp.call("AUTH", identity.principalId(), token)).isInstanceOf(Resp.Failure.class);
        }
    }

    @Test
    void takesOnlyAnAddressThatWasSetAsideForIt() {
        assertThat(IdentityEndpoint.reserved("http://127.0.0.1:18081/msi/token"))
                .isNotNull();
        assertThat(IdentityEndpoint.reserved("http://169.254.129.1:42356/msi/token"))
                .isNull();
        assertThat(IdentityEndpoint.reserved("http://localhost/msi/token")).isNull();
        assertThat(IdentityEndpoint.reserved("http://127.0.0.1:${identity.port}/msi/token"))
                .isNull();
        assertThat(IdentityEndpoint.reserved(null)).isNull();
    }

    @Test
    void saysHowToSetTheEnvironmentWhereItIsMissing() throws IOException {
        IdentityEndpoint lonely = new IdentityEndpoint(null, null);
        assertThatIllegalStateException()
                .isThrownBy(lonely::requireEnvironment)
                .withMessageContainingAll("IDENTITY_ENDPOINT=http://127.0.0.1:", "IDENTITY_HEADER=local-azure");
        assertThat(lonely.uri().getPort()).isPositive();
        lonely.leave(identity);
        identity.requireReachableFromThisJvm();
    }

    private HttpResponse<String> request() throws IOException, InterruptedException {
        return get("?api-version=2019-08-01&resource=" + RESOURCE + "&client_id=" + identity.clientId());
    }

    private HttpResponse<String> get(String query) throws IOException, InterruptedException {
        return get(query, header());
    }

    private HttpResponse<String> get(String query, String header) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address(query))
                .header("X-IDENTITY-HEADER", header)
                .timeout(Wire.TIMEOUT)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI address(String query) {
        return URI.create(azure.environment().get("IDENTITY_ENDPOINT") + query);
    }

    private String header() {
        return String.valueOf(azure.environment().get("IDENTITY_HEADER"));
    }

    private static String field(HttpResponse<String> response, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(response.body());
        // Without the body: it holds a token.
        assertThat(matcher.find()).as("answer has the field %s", name).isTrue();
        return matcher.group(1);
    }

    private static String claims(String token) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    }
}
