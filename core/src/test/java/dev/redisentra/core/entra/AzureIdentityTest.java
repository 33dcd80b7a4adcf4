package dev.redisentra.core.entra;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.RenewalPolicy;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthException.Kind;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.IdentityFault;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.TokenFlaw;
import dev.redisentra.testkit.TokenRequests;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The whole way, from the real azure-identity to a published credential, and what each fault of the endpoint costs in
 * requests. Its tests wait for the most part, and do so side by side.
 */
@Timeout(120)
@ResourceLock(value = "identity endpoint", mode = ResourceAccessMode.READ)
@Execution(ExecutionMode.CONCURRENT)
class AzureIdentityTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

    /** An event, and what had been asked by then: while it is told, nothing else is asked. */
    private record Told(AuthEvent event, TokenRequests ofTheEndpoint, AuthStatus.Counters counters) {
        RedisCredential renewed() {
            return ((AuthEvent.Renewed) event).credential();
        }

        AuthException failure() {
            return ((AuthEvent.RenewalFailed) event).cause();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true)
    void logsInAsTheUserAssignedIdentity(LocalAzure azure) {
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            assertThat(source.await(LONG).username()).isEqualTo(azure.identity().principalId());
        }
        assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(1, 1));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, systemAssigned = true)
    void logsInAsTheSystemAssignedIdentity(LocalAzure azure) {
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            assertThat(source.await(LONG).username()).isEqualTo(azure.identity().principalId());
        }
        assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(1, 1));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 5)
    void asksOnceForEachRenewal(LocalAzure azure) throws Exception {
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            Told second = nextRenewed(source.await(LONG));
            Told third = nextRenewed(second.renewed());

            assertThat(third.counters().renewals()).isEqualTo(3);
            assertThat(third.counters().requests()).isEqualTo(3);
            assertThat(third.ofTheEndpoint()).isEqualTo(new TokenRequests(3, 3));
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 305)
    void asksAgainJustAfterTheCacheLetsGo(LocalAzure azure) throws Exception {
        // 300 s before expiry the cache lets go: a second later, as here, and five as by default, are late enough.
        try (CredentialSource source = open(azure, policy(Duration.ofSeconds(299)))) {
            Told second = nextRenewed(source.await(LONG));

            assertThat(second.counters().requests()).isEqualTo(2);
            assertThat(second.ofTheEndpoint()).isEqualTo(new TokenRequests(2, 2));
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true)
    void sharesTheCacheWithOtherSourcesOfTheSameIdentity(LocalAzure azure) {
        try (CredentialSource one = open(azure, RenewalPolicy.AZURE);
                CredentialSource other = open(azure, RenewalPolicy.AZURE)) {
            RedisCredential first = one.await(LONG);
            // Both may ask before the cache is filled; whoever comes later gets what is in it.
            other.await(LONG);
            try (CredentialSource third = open(azure, RenewalPolicy.AZURE)) {
                assertThat(third.await(LONG).username()).isEqualTo(first.username());
            }
        }
        assertThat(azure.identity().requests().received()).isLessThanOrEqualTo(2);
    }

    /** There is no way to tell azure-identity that a token is worth nothing: its cache lets go 300 s before the end alone. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true)
    void getsATokenThatIsRevokedAgainAsLongAsItIsCached(LocalAzure azure) {
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            RedisCredential revoked = source.await(LONG);
            long asked = source.status().counters().requests();
            azure.identity().expireAll();

            source.report(new AuthEvent.LoginRefused("a client", revoked, new IllegalStateException("WRONGPASS")));

            await().atMost(LONG).until(() -> source.status().counters().requests() > asked);
            assertThat(source.current()).isEqualTo(revoked);
            assertThat(source.status().loginRefusal()).isNotNull();
        }
        assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(1, 1));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 60)
    void getsAnotherTokenForARevokedOneThatIsNotCached(LocalAzure azure) throws Exception {
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            RedisCredential revoked = source.await(LONG);
            azure.identity().expireAll();

            source.report(new AuthEvent.LoginRefused("a client", revoked, new IllegalStateException("WRONGPASS")));

            assertThat(nextRenewed(revoked).ofTheEndpoint()).isEqualTo(new TokenRequests(2, 2));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404})
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true)
    void asksAgainAfterOneRequestThatIsRefused(int status, LocalAzure azure) throws Exception {
        azure.identity().fail(IdentityFault.status(status), 1);
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            source.await(LONG);

            assertThat(source.status().counters().failures()).isOne();
        }
        assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(2, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true)
    void leavesAShortOutageToAzureIdentity(int status, LocalAzure azure) {
        azure.identity().fail(IdentityFault.status(status), 1);
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            source.await(LONG);

            assertThat(source.status().counters().failures()).isZero();
        }
        assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(2, 1));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true)
    void waitsAsLongAsAThrottlingEndpointAsks(LocalAzure azure) {
        azure.identity().fail(IdentityFault.throttled(Duration.ofSeconds(1)), 1);
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            source.await(LONG);
        }
        assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(2, 1));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true)
    void waitsForASlowEndpoint(LocalAzure azure) {
        azure.identity().fail(IdentityFault.slow(Duration.ofSeconds(1)), 1);
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            source.await(LONG);

            assertThat(source.status().counters().failures()).isZero();
        }
        assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(1, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404})
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 60)
    void servesTheOldTokenWhereTheNextIsRefusedInMidLife(int status, LocalAzure azure) throws Exception {
        try (CredentialSource source = open(azure, soon())) {
            RedisCredential first = source.await(LONG);
            azure.identity().fail(IdentityFault.status(status), 1);

            nextFailure();
            assertThat(source.current()).isEqualTo(first);

            Told second = nextRenewed(first);
            assertThat(second.counters().failures()).isOne();
            assertThat(second.ofTheEndpoint()).isEqualTo(new TokenRequests(3, 2));
        }
    }

    static Stream<IdentityFault> troublesThatAzureIdentityBridges() {
        return Stream.of(
                IdentityFault.status(500), IdentityFault.status(503), IdentityFault.throttled(Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @MethodSource("troublesThatAzureIdentityBridges")
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 60)
    void leavesAShortOutageInMidLifeToAzureIdentity(IdentityFault trouble, LocalAzure azure) throws Exception {
        try (CredentialSource source = open(azure, soon())) {
            RedisCredential first = source.await(LONG);
            azure.identity().fail(trouble, 1);

            Told second = nextRenewed(first);

            assertThat(second.counters().failures()).isZero();
            assertThat(second.ofTheEndpoint()).isEqualTo(new TokenRequests(3, 2));
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 60)
    void waitsForASlowEndpointInMidLife(LocalAzure azure) throws Exception {
        try (CredentialSource source = open(azure, soon())) {
            RedisCredential first = source.await(LONG);
            azure.identity().fail(IdentityFault.slow(Duration.ofSeconds(1)), 1);

            Told second = nextRenewed(first);

            assertThat(second.counters().failures()).isZero();
            assertThat(second.ofTheEndpoint()).isEqualTo(new TokenRequests(2, 2));
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 60)
    void servesTheOldTokenThroughAnOutageInMidLife(LocalAzure azure) throws Exception {
        try (CredentialSource source = open(azure, soon())) {
            RedisCredential first = source.await(LONG);
            azure.identity().fail(IdentityFault.status(500));

            Told failed = nextFailure();
            assertThat(failed.failure().kind()).isEqualTo(Kind.IDENTITY_UNAVAILABLE);
            assertThat(failed.ofTheEndpoint()).isEqualTo(new TokenRequests(5, 1));
            assertThat(source.current()).isEqualTo(first);

            azure.identity().recover();
            nextRenewed(first);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 60)
    void abandonsAnEndpointThatHangsInMidLife(LocalAzure azure) throws Exception {
        try (CredentialSource source = open(azure, soon())) {
            RedisCredential first = source.await(LONG);
            azure.identity().fail(IdentityFault.hanging());

            Told failed = nextFailure();
            assertThat(failed.failure().kind()).isEqualTo(Kind.TIMED_OUT);
            assertThat(failed.ofTheEndpoint()).isEqualTo(new TokenRequests(2, 1));
            assertThat(source.current()).isEqualTo(first);

            azure.identity().recover();
            nextRenewed(first);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true)
    void saysWhatTheEndpointSaidInAnOutageAndComesBack(LocalAzure azure) throws Exception {
        azure.identity().fail(IdentityFault.status(500));
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            Told failed = nextFailure();
            assertThat(failed.failure().kind()).isEqualTo(Kind.IDENTITY_UNAVAILABLE);
            assertThat(failed.failure()).hasMessageContainingAll("Told to fail", "set: IDENTITY_ENDPOINT");
            assertThat(failed.ofTheEndpoint()).isEqualTo(new TokenRequests(4, 0));

            azure.identity().recover();

            assertThat(source.await(LONG).username()).isEqualTo(azure.identity().principalId());
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true)
    void abandonsAnEndpointThatHangs(LocalAzure azure) throws Exception {
        azure.identity().fail(IdentityFault.hanging());
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            Told failed = nextFailure();
            assertThat(failed.failure().kind()).isEqualTo(Kind.TIMED_OUT);
            assertThat(failed.ofTheEndpoint()).isEqualTo(new TokenRequests(1, 0));

            azure.identity().recover();

            assertThat(source.await(LONG).username()).isEqualTo(azure.identity().principalId());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "WRONG_AUDIENCE, WRONG_AUDIENCE, https://management.azure.com",
        "NO_PRINCIPAL,   NO_OBJECT_ID,   REDIS_USERNAME",
    })
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 60)
    void endsTheWaitAtATokenThatCannotWork(TokenFlaw flaw, Kind kind, String hint, LocalAzure azure) throws Exception {
        azure.identity().fail(IdentityFault.flawed(flaw));
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            assertThatExceptionOfType(AuthException.class)
                    .isThrownBy(() -> source.await(LONG))
                    .withMessageContaining(hint)
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
            Told failed = nextFailure();
            assertThat(failed.ofTheEndpoint())
                    .as("one for each attempt")
                    .isEqualTo(new TokenRequests(
                            failed.counters().requests(), failed.counters().requests()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "WRONG_PRINCIPAL, WRONG_PRINCIPAL",
        "WRONG_AUDIENCE, WRONG_AUDIENCE",
        "NO_PRINCIPAL, NO_OBJECT_ID",
        "EXPIRED, EXPIRED_TOKEN"
    })
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 5)
    void keepsTheGoodTokenInMidLife(TokenFlaw flaw, Kind kind, LocalAzure azure) throws Exception {
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            RedisCredential good = source.await(LONG);
            azure.identity().fail(IdentityFault.flawed(flaw), 1);

            assertThat(nextFailure().failure().kind()).isEqualTo(kind);

            Told next = nextRenewed(good);
            assertThat(next.renewed().username()).isEqualTo(good.username());
            assertThat(next.counters().failures()).isOne();
            assertThat(next.ofTheEndpoint()).isEqualTo(new TokenRequests(3, 3));
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 5)
    void takesTheSameTokenAgainForNoFailure(LocalAzure azure) throws Exception {
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            RedisCredential first = source.await(LONG);
            azure.identity().fail(IdentityFault.sameToken(), 1);

            Told second = nextRenewed(first);

            assertThat(second.counters().failures()).isZero();
            assertThat(second.ofTheEndpoint()).isEqualTo(new TokenRequests(3, 3));
        }
    }

    /** Two caches with an identity each, in one process: what befalls one is no matter of the other's. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 5)
    void isAskedForSeveralSourcesIndependently(LocalAzure orders) throws Exception {
        try (LocalAzure sessions = LocalAzure.builder()
                        .tokenLifetime(Duration.ofSeconds(5))
                        .start();
                CredentialSource one = open(orders, RenewalPolicy.AZURE);
                CredentialSource other =
                        CredentialSources.open(RedisSettings.fromEnvironment(sessions.environment()))) {
            RedisCredential first = one.await(LONG);
            assertThat(first.username()).isEqualTo(orders.identity().principalId());
            assertThat(other.await(LONG).username())
                    .isEqualTo(sessions.identity().principalId());

            sessions.identity().fail(IdentityFault.hanging());
            long renewals = other.status().counters().renewals();
            Told second = nextRenewed(first);
            Told third = nextRenewed(second.renewed());

            assertThat(third.counters().failures()).isZero();
            assertThat(third.ofTheEndpoint()).isEqualTo(new TokenRequests(3, 3));
            assertThat(other.status().counters().renewals()).isLessThanOrEqualTo(renewals + 1);
        }
    }

    private CredentialSource open(LocalAzure azure, RenewalPolicy policy) {
        RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
        CredentialSource source = CredentialSources.open(EntraStrategy.of(settings), policy);
        source.listenDirectly(event -> told.add(
                new Told(event, azure.identity().requests(), source.status().counters())));
        return source;
    }

    /** Asks for the successor of a minute's token after some two seconds. */
    static RenewalPolicy soon() {
        return policy(Duration.ofSeconds(58));
    }

    private static RenewalPolicy policy(Duration lead) {
        return new RenewalPolicy() {
            @Override
            public Duration lead() {
                return lead;
            }

            @Override
            public double jitter() {
                return 0;
            }
        };
    }

    /** The next credential but this one, which may have been published before anybody listened. */
    private Told nextRenewed(RedisCredential before) throws InterruptedException {
        while (true) {
            Told next = told.take();
            if (next.event() instanceof AuthEvent.Renewed renewed
                    && !renewed.credential().equals(before)) {
                return next;
            }
        }
    }

    private Told nextFailure() throws InterruptedException {
        while (true) {
            Told next = told.take();
            if (next.event() instanceof AuthEvent.RenewalFailed) {
                return next;
            }
        }
    }
}
