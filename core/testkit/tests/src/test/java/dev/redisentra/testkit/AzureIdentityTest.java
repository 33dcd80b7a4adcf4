package dev.redisentra.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The real azure-identity gets its token here as it does in Container Apps. */
class AzureIdentityTest {
    private static final TokenRequestContext REDIS =
            new TokenRequestContext().addScopes("https://redis.azure.com/.default");

    @Test
    @WithLocalAzure(azureIdentity = true)
    void aUserAssignedIdentityGetsAToken(LocalAzure azure) throws IOException {
        assertLogsIn(
                azure,
                new ManagedIdentityCredentialBuilder()
                        .clientId(azure.identity().clientId())
                        .build());
    }

    @Test
    @WithLocalAzure(azureIdentity = true)
    void aUserAssignedIdentityIsKnownByItsObjectId(LocalAzure azure) throws IOException {
        assertLogsIn(
                azure,
                new ManagedIdentityCredentialBuilder()
                        .objectId(azure.identity().principalId())
                        .build());
    }

    @Test
    @WithLocalAzure(azureIdentity = true)
    void aUserAssignedIdentityIsKnownByItsResourceId(LocalAzure azure) throws IOException {
        assertLogsIn(
                azure,
                new ManagedIdentityCredentialBuilder()
                        .resourceId(azure.identity().resourceId())
                        .build());
    }

    @Test
    @WithLocalAzure(azureIdentity = true)
    void theDefaultCredentialGetsAToken(LocalAzure azure) throws IOException {
        assertLogsIn(
                azure,
                new DefaultAzureCredentialBuilder()
                        .managedIdentityClientId(azure.identity().clientId())
                        .build());
    }

    @Test
    @WithLocalAzure(azureIdentity = true, systemAssigned = true)
    void theSystemAssignedIdentityGetsAToken(LocalAzure azure) throws IOException {
        assertLogsIn(azure, new ManagedIdentityCredentialBuilder().build());
    }

    private static void assertLogsIn(LocalAzure azure, TokenCredential credential) throws IOException {
        // azure-identity has no deadline of its own: a hanging endpoint holds it for minutes.
        AccessToken token =
                Objects.requireNonNull(credential.getToken(REDIS).block(Duration.ofSeconds(20)), "no token");
        assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(1, 1));
        try (Resp resp = Wire.connect(azure)) {
            Object reply = resp.call("AUTH", azure.identity().principalId(), token.getToken());
            assertThat(reply).isEqualTo("OK");
        }
    }
}
