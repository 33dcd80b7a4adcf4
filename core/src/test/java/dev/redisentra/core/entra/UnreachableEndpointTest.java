package dev.redisentra.core.entra;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthException.Kind;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.IdentityFault;
import dev.redisentra.testkit.IdentityKind;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.TokenRequests;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import static org.assertj.core.api.Assertions.assertThat;

/** The endpoint that refuses connections, which it does for all identities of the JVM: none else's may run beside it. */
@Timeout(120)
@ResourceLock("identity endpoint")
@Execution(ExecutionMode.CONCURRENT)
class UnreachableEndpointTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 60)
    void isOutlastedAtTheStartAndInMidLife(LocalAzure azure) throws Exception {
        BlockingQueue<AuthEvent> toldInMidLife = new LinkedBlockingQueue<>();
        BlockingQueue<AuthEvent> toldAtTheStart = new LinkedBlockingQueue<>();
        try (LocalAzure another = LocalAzure.builder().start();
                CredentialSource inMidLife = open(azure, toldInMidLife)) {
            RedisCredential first = inMidLife.await(LONG);
            azure.identity().fail(IdentityFault.unreachable());

            try (CredentialSource atTheStart = open(another, toldAtTheStart)) {
                assertThat(nextFailure(toldAtTheStart).kind()).isEqualTo(Kind.IDENTITY_UNAVAILABLE);
                assertThat(nextFailure(toldInMidLife).kind()).isEqualTo(Kind.IDENTITY_UNAVAILABLE);
                assertThat(inMidLife.current()).isEqualTo(first);
                azure.identity().recover();

                assertThat(atTheStart.await(LONG).username())
                        .isEqualTo(another.identity().principalId());
                while (inMidLife.current().equals(first)) {
                    toldInMidLife.take();
                }
            }
            // What was refused never came: none for each failure, one for each token.
            assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(2, 2));
            assertThat(another.identity().requests()).isEqualTo(new TokenRequests(1, 1));
        }
    }

    @Tag("long")
    @Test
    @WithLocalAzure
    void ofAVirtualMachineIsNamedAndWaitedFor(LocalAzure azure) throws Exception {
        azure.identity().fail(IdentityFault.unreachable());
        try (IdentityProcess service = IdentityProcess.start(azure.environment(IdentityKind.IMDS))) {
            assertThat(service.next("failed")).startsWith("NO_IDENTITY ").contains("nor did IMDS (169.254.169.254)");
            azure.identity().recover();
            assertThat(service.next("awaited")).startsWith(azure.identity().principalId());
        }
    }

    private static CredentialSource open(LocalAzure azure, BlockingQueue<AuthEvent> told) {
        RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
        CredentialSource source = CredentialSources.open(EntraStrategy.of(settings), AzureIdentityTest.soon());
        source.listen(told::add);
        return source;
    }

    private static AuthException nextFailure(BlockingQueue<AuthEvent> told) throws InterruptedException {
        while (true) {
            if (told.take() instanceof AuthEvent.RenewalFailed failed) {
                return failed.cause();
            }
        }
    }
}
