package dev.redisentra.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The other ways to a token, and the rules of each, to a plain HTTP client. What azure-identity makes of them is core's test. */
@WithLocalAzure
class IdentityKindsTest {
    private static final String NOBODY = "22222222-2222-2222-2222-222222222222";

    private final LocalAzure azure;
    private final ManagedIdentity identity;

    IdentityKindsTest(LocalAzure azure) {
        this.azure = azure;
        this.identity = azure.identity();
        identity.recover();
    }

    @ParameterizedTest
    @EnumSource
    void eachHasTheVariablesThatItsPlatformSets(IdentityKind kind) {
        Map<String, String> environment = azure.environment(kind);
        assertThat(environment)
                .containsKeys("REDIS_HOST", "REDIS_PORT", "REDIS_TOPOLOGY", "REDIS_TLS_CA")
                .containsEntry("AZURE_CLIENT_ID", identity.clientId());
        assertThat(environment.containsKey("IDENTITY_ENDPOINT"))
                .isEqualTo(kind == IdentityKind.CONTAINER_APPS || kind == IdentityKind.APP_SERVICE);
        assertThat(environment.containsKey("AZURE_AUTHORITY_HOST")).isEqualTo(kind.asksEntra());
        for (String file : new String[] {"AZURE_FEDERATED_TOKEN_FILE", "AZURE_CLIENT_CERTIFICATE_PATH"}) {
            if (environment.containsKey(file)) {
                assertThat(Path.of(environment.get(file))).isNotEmptyFile();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "true,  2018-02-01, ?,      200, access_token",
        "false, 2018-02-01, ?,      400, metadata header",
        "true,  2019-08-01, ?,      400, api-version",
        "true,  2018-02-01, nobody, 400, Identity not found"
    })
    void imdsHoldsRequestsToItsRules(String metadata, String version, String client, int status, String says)
            throws Exception {
        TokenRequests before = identity.requests();
        String clientId = client.equals("?") ? identity.clientId() : NOBODY;
        URI uri = URI.create(azure.environment(IdentityKind.IMDS).get("AZURE_POD_IDENTITY_AUTHORITY_HOST")
                + "/metadata/identity/oauth2/token?api-version=" + version
                + "&resource=https%3A%2F%2Fredis.azure.com&client_id=" + clientId);
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri).header("Metadata", metadata).build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(says);
        assertThat(identity.requests().since(before).received()).isEqualTo(status == 200 ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "grant_type,    password,                        400, AADSTS70003",
        "client_id,     22222222-2222-2222-2222-222222222222, 400, AADSTS700016",
        "client_secret, wrong,                           401, AADSTS7000215",
        "client_assertion, a.b.c,                        401, AADSTS700213",
        "scope,         openid,                          400, AADSTS1002012"
    })
    void entraHoldsRequestsToItsRules(String field, String value, int status, String says) throws Exception {
        TokenRequests before = identity.requests();
        Map<String, String> form = form();
        form.put(field, value);

        HttpResponse<String> answer = askEntra("7e57de57-0000-4000-8000-00000000a2e3", form);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(says);
        assertThat(identity.requests()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"https://redis.azure.com/.default", "acca5fbb-b7e4-4009-81f1-37e38fd66d78/.default"})
    void entraGivesATokenForRedisByEitherNameOfIt(String scope) throws Exception {
        Map<String, String> form = form();
        form.put("scope", scope + " openid");
        HttpResponse<String> answer = askEntra("7e57de57-0000-4000-8000-00000000a2e3", form);
        assertThat(answer.statusCode()).isEqualTo(200);
        String token = answer.body().replaceFirst(".*\"access_token\":\"([^\"]+)\".*", "$1");
        try (Resp resp = Wire.connect(azure)) {
            assertThat(resp.call("AUTH", identity.principalId(), token)).isEqualTo("OK");
        }
    }

    @Test
    void entraKnowsItsTenantAlone() throws Exception {
        assertThat(askEntra("contoso", form()).body()).contains("AADSTS90002");
    }

    @Test
    void entraFailsAsItIsToldTo() throws Exception {
        identity.fail(IdentityFault.status(503), 1);
        assertThat(askEntra("7e57de57-0000-4000-8000-00000000a2e3", form()).statusCode())
                .isEqualTo(503);
        assertThat(askEntra("7e57de57-0000-4000-8000-00000000a2e3", form()).statusCode())
                .isEqualTo(200);
    }

    private Map<String, String> form() {
        Map<String, String> environment = azure.environment(IdentityKind.CLIENT_SECRET);
        return new TreeMap<>(Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                String.valueOf(environment.get("AZURE_CLIENT_ID")),
                "client_secret",
                String.valueOf(environment.get("AZURE_CLIENT_SECRET")),
                "scope",
                "https://redis.azure.com/.default"));
    }

    private HttpResponse<String> askEntra(String tenant, Map<String, String> form)
            throws IOException, InterruptedException {
        URI uri = URI.create(azure.environment(IdentityKind.CLIENT_SECRET).get("AZURE_AUTHORITY_HOST") + tenant
                + "/oauth2/v2.0/token");
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
        return HttpClient.newBuilder()
                .sslContext(Wire.trusting(azure.redis().certificateAuthority()))
                .build()
                .send(
                        HttpRequest.newBuilder(uri)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
