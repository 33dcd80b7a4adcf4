package dev.redisentra.core.entra;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.IdentityFault;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The endpoint that refuses connections, which it does for all identities of the JVM: hence a class that runs alone. */
@Timeout(120)
class UnreachableEndpointTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final BlockingQueue<AuthEvent> told = new LinkedBlockingQueue<>();

    @Test
    @WithLocalAzure(azureIdentity = true)
    void comesBackAtTheStart(LocalAzure azure) throws Exception {
        azure.identity().fail(IdentityFault.unreachable());
        try (CredentialSource source = open(azure)) {
            assertThat(nextFailure().mayPass()).isTrue();

            azure.identity().recover();

            assertThat(source.await(LONG).username()).isEqualTo(azure.identity().principalId());
        }
    }

    @Test
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 60)
    void servesTheOldTokenInMidLife(LocalAzure azure) throws Exception {
        try (CredentialSource source = open(azure)) {
            RedisCredential first = source.await(LONG);
            azure.identity().fail(IdentityFault.unreachable());

            assertThat(nextFailure().mayPass()).isTrue();
            assertThat(source.current()).isEqualTo(first);

            azure.identity().recover();
            while (source.current().equals(first)) {
                told.take();
            }
        }
    }

    private CredentialSource open(LocalAzure azure) {
        RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
        CredentialSource source = CredentialSources.open(
                EntraStrategy.of(settings), AzureIdentityTest.policy(Duration.ofSeconds(2), Duration.ofSeconds(58)));
        source.listen(told::add);
        return source;
    }

    private AuthException nextFailure() throws InterruptedException {
        while (true) {
            if (told.take() instanceof AuthEvent.RenewalFailed failed) {
                return failed.cause();
            }
        }
    }
}
