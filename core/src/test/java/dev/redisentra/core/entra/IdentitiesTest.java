package dev.redisentra.core.entra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import com.azure.core.credential.TokenCredential;
import com.azure.core.util.Configuration;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.config.InvalidSettingsException;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.TokenRequests;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Each kind of identity, with the real azure-identity: a managed one against the test kit's endpoint, the others against
 * an Entra that stands where their HTTP client would be, in every cloud. {@link AskingEntraTest} asks the kit's Entra.
 */
@Timeout(60)
// Alone: what it sets is seen by each azure-identity of the process.
@ResourceLock("identity endpoint")
class IdentitiesTest {
    private static final RedisSettings SETTINGS =
            RedisSettings.builder().host("contoso.redis.cache.windows.net").build();

    private final FakeEntra entra = new FakeEntra();
    private final Map<String, String> variables = new HashMap<>();

    @TempDir
    Path directory;

    @AfterEach
    @SuppressWarnings("deprecation")
    void forgetVariables() {
        variables.keySet().forEach(Configuration.getGlobalConfiguration()::remove);
    }

    @Test
    @WithLocalAzure(azureIdentity = true)
    void aUserAssignedIdentityByItsObjectId(LocalAzure azure) {
        logsIn(
                azure,
                new ManagedIdentityCredentialBuilder()
                        .objectId(azure.identity().principalId())
                        .build());
    }

    @Test
    @WithLocalAzure(azureIdentity = true)
    void aUserAssignedIdentityByItsResourceId(LocalAzure azure) {
        logsIn(
                azure,
                new ManagedIdentityCredentialBuilder()
                        .resourceId(azure.identity().resourceId())
                        .build());
    }

    private static void logsIn(LocalAzure azure, TokenCredential identity) {
        try (LocalAzure another = LocalAzure.builder().start()) {
            assertThat(EntraStrategy.of(SETTINGS, identity).obtain().username())
                    .isEqualTo(azure.identity().principalId());
            assertThat(another.identity().requests()).isEqualTo(new TokenRequests(0, 0));
        }
    }

    @Test
    void aServicePrincipalWithASecret() {
        set("AZURE_TENANT_ID", "contoso");
        set("AZURE_CLIENT_ID", "an-app");
        set("AZURE_CLIENT_SECRET", "s3cret");

        RedisCredential credential = fromTheEnvironment(SETTINGS).obtain();

        assertThat(credential.username()).isEqualTo(FakeEntra.PRINCIPAL);
        assertThat(entra.tokenRequests()).singleElement().satisfies(request -> {
            assertThat(request.url()).isEqualTo("https://login.microsoftonline.com/contoso/oauth2/v2.0/token");
            assertThat(request.form())
                    .containsEntry("client_id", "an-app")
                    .containsEntry("grant_type", "client_credentials");
            assertThat(request.scope()).isEqualTo("https://redis.azure.com/.default");
        });
    }

    @Test
    void aWorkloadIdentity() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "the-federated-token");
        set("AZURE_TENANT_ID", "contoso");
        set("AZURE_CLIENT_ID", "an-app");
        set("AZURE_FEDERATED_TOKEN_FILE", token.toString());

        assertThat(fromTheEnvironment(SETTINGS).obtain().username()).isEqualTo(FakeEntra.PRINCIPAL);
        assertThat(entra.tokenRequests())
                .singleElement()
                .satisfies(request -> assertThat(request.form())
                        .containsEntry("client_assertion", "the-federated-token")
                        .containsEntry("client_id", "an-app"));
    }

    @Test
    void aWorkloadIdentityOfTheClientIdThatIsSet() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "the-federated-token");
        set("AZURE_TENANT_ID", "contoso");
        set("AZURE_FEDERATED_TOKEN_FILE", token.toString());
        RedisSettings settings = RedisSettings.builder()
                .host("localhost")
                .clientId("22222222-2222-2222-2222-222222222222")
                .build();

        fromTheEnvironment(settings).obtain();

        assertThat(entra.tokenRequests())
                .singleElement()
                .satisfies(request ->
                        assertThat(request.form()).containsEntry("client_id", "22222222-2222-2222-2222-222222222222"));
    }

    @Test
    void anIdentityInAnotherCloud() {
        set("AZURE_TENANT_ID", "contoso");
        set("AZURE_CLIENT_ID", "an-app");
        set("AZURE_CLIENT_SECRET", "s3cret");
        set("AZURE_AUTHORITY_HOST", "https://login.microsoftonline.us/");
        RedisSettings settings = RedisSettings.builder()
                .host("contoso.redis.cache.usgovcloudapi.net")
                .scope("https://redis.azure.us/.default")
                .build();

        assertThat(fromTheEnvironment(settings).obtain().username()).isEqualTo(FakeEntra.PRINCIPAL);
        assertThat(entra.tokenRequests()).singleElement().satisfies(request -> {
            assertThat(request.url()).isEqualTo("https://login.microsoftonline.us/contoso/oauth2/v2.0/token");
            assertThat(request.scope()).isEqualTo("https://redis.azure.us/.default");
        });
    }

    @Test
    void anIdentityByHandInAnotherCloud() {
        TokenCredential identity = new ClientSecretCredentialBuilder()
                .tenantId("contoso")
                .clientId("an-app")
                .clientSecret("s3cret")
                .authorityHost("https://login.chinacloudapi.cn/")
                .httpClient(entra)
                .build();

        EntraStrategy.of(SETTINGS, identity).obtain();

        assertThat(entra.tokenRequests())
                .singleElement()
                .satisfies(request -> assertThat(request.url())
                        .isEqualTo("https://login.chinacloudapi.cn/contoso/oauth2/v2.0/token"));
    }

    /** With a service principal at hand, which would be the first to be asked. */
    @Test
    @WithLocalAzure(azureIdentity = true, systemAssigned = true)
    void theOneThatAzureTokenCredentialsNames(LocalAzure azure) {
        set("AZURE_TENANT_ID", "contoso");
        set("AZURE_CLIENT_ID", "an-app");
        set("AZURE_CLIENT_SECRET", "s3cret");
        set("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential");

        RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());

        assertThatExceptionOfType(AuthException.class)
                .as("of a user-assigned identity that is not there, for AZURE_CLIENT_ID names one")
                .isThrownBy(() -> EntraStrategy.of(settings).obtain());
        assertThat(entra.tokenRequests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "AzureCliCredential"})
    void noneOfProductionWhereAzureTokenCredentialsSaysSo(String which) {
        set("AZURE_TENANT_ID", "contoso");
        set("AZURE_CLIENT_ID", "an-app");
        set("AZURE_CLIENT_SECRET", "s3cret");
        set("AZURE_TOKEN_CREDENTIALS", which);

        assertThatExceptionOfType(AuthException.class)
                .isThrownBy(fromTheEnvironment(SETTINGS)::obtain)
                .withMessageContaining("AzureCliCredential");
        assertThat(entra.tokenRequests()).isEmpty();
    }

    @Test
    void noneWhereAzureTokenCredentialsNamesNone() {
        set("AZURE_TOKEN_CREDENTIALS", "ManagedIdentity");

        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> fromTheEnvironment(SETTINGS))
                .withMessageContaining("AZURE_TOKEN_CREDENTIALS=ManagedIdentity: must be prod, dev or the name of one");
        assertThatExceptionOfType(InvalidSettingsException.class)
                .as("before there is a source")
                .isThrownBy(() -> EntraStrategy.of(SETTINGS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"login.microsoftonline.us", "http://login.microsoftonline.us/", "https://", "not a url"})
    void noneWhereEntraIsNowhere(String authority) {
        set("AZURE_AUTHORITY_HOST", authority);

        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> EntraStrategy.of(SETTINGS))
                .withMessageContaining("AZURE_AUTHORITY_HOST=" + authority + ": must be where Entra is");
    }

    private EntraStrategy fromTheEnvironment(RedisSettings settings) {
        return EntraStrategy.of(
                settings, AzureIdentity.build(settings, new DefaultAzureCredentialBuilder().httpClient(entra)));
    }

    /** As if it were an environment variable: azure-identity looks here, but for the managed identity's endpoint. */
    @SuppressWarnings("deprecation") // which leaves no way to set anything of the process's own
    private void set(String variable, String value) {
        variables.put(variable, value);
        Configuration.getGlobalConfiguration().put(variable, value);
    }
}
