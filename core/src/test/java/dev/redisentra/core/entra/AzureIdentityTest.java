package dev.redisentra.core.entra;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthException.Kind;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.renewal.RenewalPolicy;
import dev.redisentra.testkit.IdentityFault;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.TokenFlaw;
import dev.redisentra.testkit.TokenRequests;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The whole way, from the real azure-identity to a published credential, and what each fault of the endpoint costs in
 * requests. Its tests wait for the most part, and do so side by side.
 */
@Timeout(120)
class AzureIdentityTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final BlockingQueue<AuthEvent> told = new LinkedBlockingQueue<>();

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
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 5)
    void asksOnceForEachRenewal(LocalAzure azure) throws Exception {
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            RedisCredential first = source.await(LONG);
            nextRenewed(source, first);
            RedisCredential second = source.current();
            nextRenewed(source, second);

            assertThat(source.status().counters().renewals()).isEqualTo(3);
            assertThat(source.status().counters().requests()).isEqualTo(3);
        }
        assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(3, 3));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 305)
    void asksAgainJustAfterTheCacheLetsGo(LocalAzure azure) throws Exception {
        // 300 s before expiry the cache lets go: a second later, as here, and five as by default, are late enough.
        RenewalPolicy policy = policy(RenewalPolicy.AZURE.requestDeadline(), Duration.ofSeconds(299));
        try (CredentialSource source = open(azure, policy)) {
            RedisCredential first = source.await(LONG);
            nextRenewed(source, first);

            assertThat(source.status().counters().requests()).isEqualTo(2);
        }
        assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(2, 2));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 60)
    void renewsAMinutesTokenAtHalfLife(LocalAzure azure) throws Exception {
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            RedisCredential first = source.await(LONG);
            nextRenewed(source, first);

            assertThat(source.status().counters().requests()).isEqualTo(2);
            assertThat(first.isExpiredAt(Instant.now())).isFalse();
        }
        assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(2, 2));
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
        try (CredentialSource source = open(azure, soon(RenewalPolicy.AZURE.requestDeadline()))) {
            RedisCredential first = source.await(LONG);
            azure.identity().fail(IdentityFault.status(status), 1);

            nextFailure();
            assertThat(source.current()).isEqualTo(first);

            nextRenewed(source, first);
            assertThat(source.status().counters().failures()).isOne();
        }
        assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(3, 2));
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
        try (CredentialSource source = open(azure, soon(RenewalPolicy.AZURE.requestDeadline()))) {
            RedisCredential first = source.await(LONG);
            azure.identity().fail(trouble, 1);

            nextRenewed(source, first);

            assertThat(source.status().counters().failures()).isZero();
        }
        assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(3, 2));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 60)
    void waitsForASlowEndpointInMidLife(LocalAzure azure) throws Exception {
        try (CredentialSource source = open(azure, soon(RenewalPolicy.AZURE.requestDeadline()))) {
            RedisCredential first = source.await(LONG);
            azure.identity().fail(IdentityFault.slow(Duration.ofSeconds(1)), 1);

            nextRenewed(source, first);

            assertThat(source.status().counters().failures()).isZero();
        }
        assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(2, 2));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 60)
    void servesTheOldTokenThroughAnOutageInMidLife(LocalAzure azure) throws Exception {
        try (CredentialSource source = open(azure, soon(RenewalPolicy.AZURE.requestDeadline()))) {
            RedisCredential first = source.await(LONG);
            azure.identity().fail(IdentityFault.status(500));

            assertThat(nextFailure().cause().kind()).isEqualTo(Kind.IDENTITY_UNAVAILABLE);
            assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(5, 1));
            assertThat(source.current()).isEqualTo(first);

            azure.identity().recover();
            nextRenewed(source, first);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 60)
    void abandonsAnEndpointThatHangsInMidLife(LocalAzure azure) throws Exception {
        try (CredentialSource source = open(azure, soon(Duration.ofSeconds(2)))) {
            RedisCredential first = source.await(LONG);
            azure.identity().fail(IdentityFault.hanging());

            assertThat(nextFailure().cause().kind()).isEqualTo(Kind.TIMED_OUT);
            assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(2, 1));
            assertThat(source.current()).isEqualTo(first);

            azure.identity().recover();
            nextRenewed(source, first);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true)
    void saysWhatTheEndpointSaidInAnOutageAndComesBack(LocalAzure azure) throws Exception {
        azure.identity().fail(IdentityFault.status(500));
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            AuthException cause = nextFailure().cause();
            assertThat(cause.kind()).isEqualTo(Kind.IDENTITY_UNAVAILABLE);
            assertThat(cause).hasMessageContainingAll("Told to fail", "set: IDENTITY_ENDPOINT");
            assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(4, 0));

            azure.identity().recover();

            assertThat(source.await(LONG).username()).isEqualTo(azure.identity().principalId());
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true)
    void abandonsAnEndpointThatHangs(LocalAzure azure) throws Exception {
        azure.identity().fail(IdentityFault.hanging());
        try (CredentialSource source = open(azure, policy(Duration.ofSeconds(2), RenewalPolicy.AZURE.lead()))) {
            assertThat(nextFailure().cause().kind()).isEqualTo(Kind.TIMED_OUT);

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
    void endsTheWaitAtATokenThatCannotWork(TokenFlaw flaw, Kind kind, String hint, LocalAzure azure) {
        azure.identity().fail(IdentityFault.flawed(flaw));
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            assertThatExceptionOfType(AuthException.class)
                    .isThrownBy(() -> source.await(LONG))
                    .withMessageContaining(hint)
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
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

            assertThat(nextFailure().cause().kind()).isEqualTo(kind);

            nextRenewed(source, good);
            assertThat(source.status().counters().failures()).isOne();
            assertThat(source.current().username()).isEqualTo(good.username());
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 5)
    void takesTheSameTokenAgainForNoFailure(LocalAzure azure) throws Exception {
        try (CredentialSource source = open(azure, RenewalPolicy.AZURE)) {
            RedisCredential first = source.await(LONG);
            azure.identity().fail(IdentityFault.sameToken(), 1);

            nextRenewed(source, first);

            assertThat(source.status().counters().failures()).isZero();
        }
        assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(3, 3));
    }

    private CredentialSource open(LocalAzure azure, RenewalPolicy policy) {
        RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
        CredentialSource source = CredentialSources.open(EntraStrategy.of(settings), policy);
        source.listen(told::add);
        return source;
    }

    /** Asks for the successor of a minute's token after some two seconds. */
    private static RenewalPolicy soon(Duration requestDeadline) {
        return policy(requestDeadline, Duration.ofSeconds(58));
    }

    static RenewalPolicy policy(Duration requestDeadline, Duration lead) {
        RenewalPolicy azure = RenewalPolicy.AZURE;
        return new RenewalPolicy(
                requestDeadline,
                azure.smallestInterval(),
                azure.backOffCap(),
                lead,
                azure.longLived(),
                azure.riskMargin(),
                0);
    }

    /** Waits until another credential than this one has been published. */
    private void nextRenewed(CredentialSource source, RedisCredential before) throws InterruptedException {
        while (source.current().equals(before)) {
            told.take();
        }
    }

    private AuthEvent.RenewalFailed nextFailure() throws InterruptedException {
        while (true) {
            if (told.take() instanceof AuthEvent.RenewalFailed failed) {
                return failed;
            }
        }
    }
}
