package dev.redisentra.lettuce;

import java.time.Duration;
import java.time.Instant;

import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AuthTimingTest {
    private static final Instant NOW = Instant.EPOCH;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3, 180, 3600, 86_400})
    void theSpreadTakesATenthOfTheTimeLeftAndAMinuteAtMost(long seconds) {
        Duration left = Duration.ofSeconds(seconds);
        assertThat(AuthTiming.spread(left, 0)).isZero();
        assertThat(AuthTiming.spread(left, 0.999))
                .isLessThanOrEqualTo(left.dividedBy(10))
                .isLessThan(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 180, 3600, 86_400})
    void aRefusedAuthIsTriedAgainSeveralTimesBeforeExpiryAndNeverSpins(long seconds) {
        Duration left = Duration.ofSeconds(seconds);
        assertThat(AuthTiming.retry(left, 0)).isGreaterThanOrEqualTo(Duration.ofMillis(125));
        assertThat(AuthTiming.retry(left, 0.999))
                .isLessThanOrEqualTo(Duration.ofSeconds(30))
                .isLessThanOrEqualTo(left.dividedBy(4));
    }

    @Test
    void anAccessKeyLeavesAllTheTimeThereIs() {
        Duration left = AuthTiming.left(credential(null), NOW);
        assertThat(AuthTiming.spread(left, 0.5)).isEqualTo(Duration.ofSeconds(30));
        assertThat(AuthTiming.retry(left, 1)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void whatHasExpiredOrNeverWasLeavesNone() {
        assertThat(AuthTiming.left(credential(NOW.minusSeconds(1)), NOW)).isZero();
        assertThat(AuthTiming.left(null, NOW)).isZero();
        assertThat(AuthTiming.left(credential(NOW.plusSeconds(3)), NOW)).isEqualTo(Duration.ofSeconds(3));
    }

    private static RedisCredential credential(@org.jspecify.annotations.Nullable Instant expiry) {
        return new RedisCredential("user", Secret.of("secret"), AuthMode.ENTRA, expiry);
    }
}
