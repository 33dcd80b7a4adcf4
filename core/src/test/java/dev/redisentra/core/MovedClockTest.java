package dev.redisentra.core;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.AuthStatus.State;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.entra.EntraStrategy;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.TokenRequests;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tokens from the real azure-identity, in a source for which a minute or a day passes at once. azure-identity has a clock
 * of its own: to it no time passes.
 */
@Timeout(60)
@ResourceLock(value = "identity endpoint", mode = ResourceAccessMode.READ)
@Execution(ExecutionMode.CONCURRENT)
class MovedClockTest {
    private static final Duration DAY = Duration.ofHours(24);

    private final VirtualTimeline time = new VirtualTimeline();

    @Test
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 60)
    void renewsAMinutesTokenAtHalfLife(LocalAzure azure) {
        try (RenewingCredentialSource source = open(azure)) {
            RedisCredential token = source.current();
            for (int renewals = 1; renewals <= 6; renewals++) {
                // The issuer's clock is ahead as far as the source's: its next token ends that much later.
                azure.identity().tokenLifetime(Duration.ofSeconds(60 + 30 * renewals));

                Duration left = Duration.between(time.wallClock(), token.expiresAt());
                time.pass(left.dividedBy(2).minusMillis(1));
                assertThat(source.current()).as("before half-life").isEqualTo(token);
                time.pass(Duration.ofMillis(2));
                assertThat(source.current()).as("at half-life").isNotEqualTo(token);

                assertThat(source.status().state()).isEqualTo(State.FRESH);
                assertThat(requests(source)).isEqualTo(1 + renewals);
                assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(1 + renewals, 1 + renewals));
                token = source.current();
            }
        }
    }

    /** The cache of azure-identity, to which the day never passes, never lets go. */
    @Test
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 86_400)
    void asksNowAndThenForADaysTokenAndTheEndpointOnce(LocalAzure azure) {
        try (RenewingCredentialSource source = open(azure)) {
            RedisCredential token = source.current();
            assertThat(requests(source)).isOne();

            time.pass(DAY.dividedBy(2).minusMinutes(1));
            assertThat(requests(source)).as("before half-life").isOne();
            time.pass(Duration.ofMinutes(2));
            assertThat(requests(source)).as("at half-life").isEqualTo(2);

            time.pass(DAY.dividedBy(2).minusMinutes(5));
            assertThat(source.current()).isEqualTo(token);
            assertThat(source.status().state()).isEqualTo(State.FRESH);
            assertThat(requests(source))
                    .as("a tenth of what is left between two")
                    .isBetween(40L, 60L);

            time.pass(Duration.ofMinutes(10));
            assertThat(source.status().state()).isEqualTo(State.EXPIRED);
            assertThat(requests(source)).isLessThan(150);
            assertThat(source.status().counters().renewals()).isOne();
        }
        assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(1, 1));
    }

    /** A source that has its first token. */
    private RenewingCredentialSource open(LocalAzure azure) {
        time.setClock(Duration.between(time.wallClock(), Instant.now()));
        RenewingCredentialSource source = new RenewingCredentialSource(
                EntraStrategy.of(RedisSettings.fromEnvironment(azure.environment())),
                RenewalPolicy.AZURE,
                null,
                time,
                MovedClockTest::atOnce,
                MovedClockTest::atOnce,
                Runnable::run,
                () -> 0);
        source.start();
        time.settle();
        return source;
    }

    private static long requests(RenewingCredentialSource source) {
        AuthStatus status = source.status();
        return status.counters().requests();
    }

    private static Runnable atOnce(Supplier<RedisCredential> call, Requests.Answer answer) {
        answer.of(call.get(), null);
        return () -> {};
    }
}
