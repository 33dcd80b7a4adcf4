package dev.redisentra.core.spi.session;

import java.time.Duration;
import java.time.Instant;

import dev.redisentra.core.RenewalPolicy;
import dev.redisentra.core.auth.AccessKeyStrategy;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.redisentra.core.spi.session.ReauthenticationTiming.forAnother;
import static dev.redisentra.core.spi.session.ReauthenticationTiming.left;
import static dev.redisentra.core.spi.session.ReauthenticationTiming.retry;
import static dev.redisentra.core.spi.session.ReauthenticationTiming.slice;
import static dev.redisentra.core.spi.session.ReauthenticationTiming.spread;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

class ReauthenticationTimingTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {2, 8, 180, 3600, 86_400})
    void everyConnectionIsDueWithinTheFirstTenthAndTheFirstMinute(int seconds) {
        for (double chance = 0; chance <= 1; chance += 0.1) {
            assertThat(spread(ofSeconds(seconds), chance))
                    .isBetween(Duration.ZERO, Duration.ofMinutes(1))
                    .isLessThanOrEqualTo(ofSeconds(seconds).dividedBy(10));
        }
    }

    @Test
    void thoseOfThreeMinutesAreSpreadOverEighteenSeconds() {
        assertThat(spread(Duration.ofMinutes(3), 0)).isZero();
        assertThat(spread(Duration.ofMinutes(3), 0.5)).isEqualTo(ofSeconds(9));
        assertThat(spread(Duration.ofMinutes(3), 1)).isEqualTo(ofSeconds(18));
    }

    @Test
    void theMomentOfAnAuthStaysWhatItIs() {
        Duration whole = spread(Duration.ofMinutes(3), 0.5);
        for (int since = 0; since <= 9; since++) {
            assertThat(spread(ofSeconds(180 - since), ofSeconds(since), 0.5)).isEqualTo(whole.minusSeconds(since));
        }
        assertThat(spread(ofSeconds(170), ofSeconds(10), 0.5)).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void severalRetriesFitIntoWhatIsLeftAndNoneSpins(double chance) {
        Duration left = Duration.ofMinutes(3);
        int attempts = 0;
        for (; left.compareTo(Duration.ZERO) > 0; attempts++) {
            Duration pause = retry(left, chance);
            assertThat(pause).isBetween(Duration.ofMillis(125), ofSeconds(30));
            left = left.minus(pause);
        }
        assertThat(attempts).isBetween(5, 60);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8, 180, 3600, 86_400})
    void whatIsBlockedIsFreeAgainLongBeforeItsCredentialExpires(int seconds) {
        assertThat(slice(ofSeconds(seconds)).plus(spread(ofSeconds(seconds), 1)))
                .isLessThanOrEqualTo(ofSeconds(seconds).dividedBy(5));
        assertThat(slice(ofSeconds(seconds))).isLessThanOrEqualTo(ofSeconds(240));
    }

    @Test
    void aCredentialThatIsAboutToExpireMakesNobodyPoll() {
        assertThat(slice(Duration.ZERO)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void onlyARefusedKeyIsWorthWaitingForAnother() {
        assertThat(forAnother(new AccessKeyStrategy(Secret.of("key")).obtain()))
                .isGreaterThan(RenewalPolicy.AZURE.smallestInterval());
        assertThat(forAnother(tokenUntil(NOW.plusSeconds(8)))).isZero();
    }

    @Test
    void nothingIsLeftOfWhatHasExpiredAndMuchOfWhatNeverDoes() {
        assertThat(left(null, NOW)).isZero();
        assertThat(left(tokenUntil(NOW.minusSeconds(1)), NOW)).isZero();
        assertThat(left(tokenUntil(NOW.plusSeconds(8)), NOW)).isEqualTo(ofSeconds(8));
        assertThat(left(new AccessKeyStrategy(Secret.of("key")).obtain(), NOW)).isGreaterThan(Duration.ofDays(1));
    }

    private static RedisCredential tokenUntil(Instant expiry) {
        return new RedisCredential("oid", Secret.of("token-1"), CredentialKind.ENTRA, expiry);
    }
}
