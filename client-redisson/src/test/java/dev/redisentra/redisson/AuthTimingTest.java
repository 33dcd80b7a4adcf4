package dev.redisentra.redisson;

import java.time.Duration;
import java.time.Instant;

import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class AuthTimingTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void whatIsLeftIsTheTimeToExpiry() {
        assertThat(AuthTiming.left(expiringAt(NOW.plusSeconds(180)), NOW)).isEqualTo(Duration.ofMinutes(3));
        assertThat(AuthTiming.left(expiringAt(NOW), NOW)).isZero();
        assertThat(AuthTiming.left(expiringAt(NOW.minusSeconds(1)), NOW)).isZero();
        assertThat(AuthTiming.left(null, NOW)).isZero();
        assertThat(AuthTiming.left(expiringAt(null), NOW)).isGreaterThan(Duration.ofDays(300));
    }

    @ParameterizedTest
    @CsvSource({"PT8S, PT0.8S", "PT180S, PT18S", "PT10M, PT1M", "PT12H, PT1M", "PT0S, PT0S"})
    void authsAreSpreadOverATenthOfItAndAMinuteAtMost(Duration left, Duration latest) {
        assertThat(AuthTiming.spread(left, 0)).isZero();
        assertThat(AuthTiming.spread(left, 0.5)).isEqualTo(latest.dividedBy(2));
        assertThat(AuthTiming.spread(left, 1)).isEqualTo(latest);
    }

    @ParameterizedTest
    @CsvSource({"PT8S, PT2S", "PT60S, PT15S", "PT12H, PT30S", "PT0.1S, PT0.25S"})
    void aRefusedOneIsTriedAgainAfterAQuarterOfItWithinLimits(Duration left, Duration latest) {
        assertThat(AuthTiming.retry(left, 0)).isEqualTo(latest.dividedBy(2));
        assertThat(AuthTiming.retry(left, 1)).isEqualTo(latest);
    }

    @Test
    void aBlockingCommandHasHalfOfIt() {
        assertThat(AuthTiming.patience(Duration.ofMinutes(3))).isEqualTo(Duration.ofSeconds(90));
    }

    private static RedisCredential expiringAt(@Nullable Instant expiry) {
        return new RedisCredential("user", Secret.of("secret"), AuthMode.ENTRA, expiry);
    }
}
