package dev.redisentra.jedis;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.redisentra.jedis.ReauthenticationSchedule.GROUPS;
import static org.assertj.core.api.Assertions.assertThat;

class ReauthenticationScheduleTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {2, 8, 180, 3600, 86_400})
    void everyGroupIsDueWithinTheFirstTenthAndTheFirstMinute(int secondsLeft) {
        Instant expiresAt = NOW.plusSeconds(secondsLeft);
        for (int group = 1; group <= GROUPS; group++) {
            Duration until = Duration.between(NOW, ReauthenticationSchedule.first(NOW, expiresAt, group));
            assertThat(until).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(1));
            assertThat(until)
                    .isLessThanOrEqualTo(Duration.ofSeconds(secondsLeft).dividedBy(10));
        }
    }

    @Test
    void groupsFollowEachOtherEvenly() {
        Instant expiresAt = NOW.plusSeconds(180);
        for (int group = 1; group <= GROUPS; group++) {
            assertThat(ReauthenticationSchedule.first(NOW, expiresAt, group)).isEqualTo(NOW.plusMillis(1800L * group));
        }
    }

    @Test
    void nothingIsPutOffWhereNothingIsLeft() {
        assertThat(ReauthenticationSchedule.first(NOW, NOW.minusSeconds(1), GROUPS))
                .isEqualTo(NOW);
    }

    @Test
    void withoutExpiryTheLongestSpreadHolds() {
        assertThat(ReauthenticationSchedule.first(NOW, null, GROUPS)).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void severalRetriesFitIntoWhatIsLeftAndNoneSpins() {
        Instant expiresAt = NOW.plusSeconds(180);
        int attempts = 0;
        for (Instant at = NOW; at.isBefore(expiresAt); attempts++) {
            Instant next = ReauthenticationSchedule.afterRefusal(at, expiresAt);
            assertThat(Duration.between(at, next)).isBetween(Duration.ofMillis(250), Duration.ofSeconds(30));
            at = next;
        }
        assertThat(attempts).isBetween(5, 30);
    }

    @Test
    void withoutExpiryRetriesAreTheLongestApart() {
        assertThat(ReauthenticationSchedule.afterRefusal(NOW, null)).isEqualTo(NOW.plusSeconds(30));
    }
}
