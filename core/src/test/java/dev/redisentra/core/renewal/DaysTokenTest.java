package dev.redisentra.core.renewal;

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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A managed identity's token of a day, from the real azure-identity, in a source whose day passes at once. azure-identity
 * has a clock of its own: to it no time passes, and its cache never lets go.
 */
@Timeout(60)
class DaysTokenTest {
    private static final Duration DAY = Duration.ofHours(24);

    private final VirtualTimeline time = new VirtualTimeline();

    @Test
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 86_400)
    void asksNowAndThenAndTheEndpointOnce(LocalAzure azure) {
        time.setClock(Duration.between(time.wallClock(), Instant.now()));
        EntraStrategy strategy = EntraStrategy.of(RedisSettings.fromEnvironment(azure.environment()));
        try (RenewingCredentialSource source =
                new RenewingCredentialSource(strategy, RenewalPolicy.AZURE, time, DaysTokenTest::atOnce, () -> 0)) {
            source.start();
            time.settle();
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

    private static long requests(RenewingCredentialSource source) {
        AuthStatus status = source.status();
        return status.counters().requests();
    }

    private static Requests.Request atOnce(Supplier<RedisCredential> call, Requests.Answer answer) {
        answer.of(call.get(), null);
        return () -> {};
    }
}
