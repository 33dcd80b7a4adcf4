package dev.redisentra.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

class RenewalScheduleTest {
    private static final RenewalPolicy AZURE = RenewalPolicy.AZURE;
    private static final double NEARLY_ONE = Math.nextDown(1.0);

    private final RenewalSchedule schedule = new RenewalSchedule(AZURE);

    @ParameterizedTest(name = "{0} to live: with {1} left at the earliest, {2} at the latest")
    @CsvSource({
        "PT1S,     PT0S,     PT0S", // nothing below the smallest interval
        "PT5S,     PT2.5S,   PT2S",
        "PT8S,     PT4S,     PT3.2S",
        "PT60S,    PT30S,    PT24S",
        "PT295S,   PT147.5S, PT118S",
        "PT305S,   PT295S,   PT236S",
        "PT400S,   PT295S,   PT236S", // the rest of an hour's token, out of a cache
        "PT1H,     PT295S,   PT236S",
        "PT90M,    PT295S,   PT236S",
        "PT2H,     PT295S,   PT236S",
        "PT2H1S,   PT3600.5S, PT2880.4S",
        "PT24H,    PT12H,    PT9H36M",
        "PT28H,    PT14H,    PT11H12M",
    })
    void asksForTheNextToken(Duration lifetime, Duration earliest, Duration latest) {
        assertThat(lifetime.minus(schedule.afterFresh(lifetime, lifetime, 0))).isEqualTo(earliest);
        assertThat(lifetime.minus(schedule.afterFresh(lifetime, lifetime, NEARLY_ONE)))
                .isBetween(latest, latest.plus(ofMillis(2)));
    }

    @ParameterizedTest
    @CsvSource({"PT295S, PT29.5S", "PT172S, PT17.2S", "PT8S, PT1S"})
    void asksSoonWhereLittleIsLeftOfALongLivedIssuersToken(Duration remaining, Duration pause) {
        assertThat(schedule.afterFresh(remaining, Duration.ofHours(1), 0)).isEqualTo(pause);
    }

    @Test
    void leavesAzureItsThreeMinutesOfWhateverAzureIdentityHandsOut() {
        for (int seed = 0; seed < 1_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            // Its cache lets go of a token when 300 s remain.
            Duration remaining = ofSeconds(random.nextLong(300, 28 * 3600));

            Duration left = remaining.minus(schedule.afterFresh(remaining, remaining, random.nextDouble()));

            assertThat(left)
                    .as("seed %d", seed)
                    .isGreaterThan(AZURE.riskMargin().plus(AZURE.requestDeadline()));
        }
    }

    @Test
    void neverAsksSoonerThanTheSmallestIntervalNorLaterThanTheTokenLives() {
        for (int seed = 0; seed < 1_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Duration remaining = ofMillis((long) Math.exp(random.nextDouble() * Math.log(1e9)));
            double chance = random.nextDouble();
            int failures = random.nextInt(1, Integer.MAX_VALUE);
            Duration least = AZURE.smallestInterval();
            Duration cap = Durations.min(AZURE.backOffCap(), remaining.dividedBy(10));

            assertThat(schedule.afterFresh(remaining, remaining, chance))
                    .as("fresh, seed %d", seed)
                    .isBetween(least, Durations.max(least, remaining));
            assertThat(schedule.afterUnchanged(remaining, chance))
                    .as("unchanged, seed %d", seed)
                    .isBetween(least, Durations.max(least, remaining));
            assertThat(schedule.afterFailure(failures, remaining, chance))
                    .as("failure, seed %d", seed)
                    .isBetween(least, Durations.max(least, cap));
        }
    }

    @Test
    void neverShortensThePauseAsFailuresAddUp() {
        for (double chance = 0; chance < 1; chance += 0.01) {
            Duration before = Duration.ZERO;
            for (int failures = 1; failures < 100; failures++) {
                Duration pause = schedule.afterFailure(failures, Duration.ZERO, chance);
                assertThat(pause).as("chance %f", chance).isBetween(before, AZURE.backOffCap());
                before = pause;
            }
            assertThat(before).isEqualTo(ofMillis((long) (30_000 * (1 - chance / 2))));
        }
    }

    @ParameterizedTest(name = "after {0} failures between {2} and {1}")
    @CsvSource({"1, PT1S, PT1S", "2, PT2S, PT1S", "3, PT4S, PT2S", "5, PT16S, PT8S", "6, PT30S, PT15S"})
    void leavesHalfOfThePauseToChance(int failures, Duration longest, Duration shortest) {
        assertThat(schedule.afterFailure(failures, Duration.ZERO, 0)).isEqualTo(longest);
        assertThat(schedule.afterFailure(failures, Duration.ZERO, NEARLY_ONE))
                .isBetween(shortest, shortest.plus(ofMillis(2)));
    }

    @Test
    void takesAnExpiredTokenForNoToken() {
        assertThat(schedule.afterFailure(9, ofSeconds(-5), 0)).isEqualTo(AZURE.backOffCap());
    }

    @Test
    void jittersTheLooksAtWhatStaysTheSame() {
        assertThat(schedule.afterUnchanged(Duration.ofHours(1), 0)).isEqualTo(Duration.ofMinutes(6));
        assertThat(schedule.afterUnchanged(Duration.ofHours(1), NEARLY_ONE)).isBetween(ofSeconds(288), ofSeconds(289));
        assertThat(schedule.untilNextLook(0)).isEqualTo(AZURE.backOffCap());
        assertThat(schedule.untilNextLook(NEARLY_ONE)).isBetween(ofSeconds(24), ofSeconds(25));
    }

    @Test
    void asksAnUnchangingIdentityAboutAHundredTimesFromHalfOfADayToTheEnd() {
        Duration left = Duration.ofHours(12);
        int requests = 0;
        while (left.compareTo(Duration.ZERO) > 0) {
            left = left.minus(schedule.afterUnchanged(left, requests % 2));
            requests++;
        }
        assertThat(requests).isBetween(80, 110);
    }

    @ParameterizedTest
    @CsvSource({"PT8S, PT2S", "PT172S, PT43S", "PT295S, PT73.75S", "PT296S, PT3M", "PT1H, PT3M", "PT24H, PT3M"})
    void countsATokenAsAtRiskAtAzuresThreeMinutesAndAShortLivedOneInItsLastQuarter(Duration lifetime, Duration margin) {
        assertThat(schedule.riskMargin(lifetime, lifetime)).isEqualTo(margin);
    }

    /** As a cache hands it out: at risk before it is asked for, it would be replaced by an access key for nothing. */
    @Test
    void asksForTheRestOfAShortLivedTokenBeforeThatIsAtRisk() {
        Duration usual = ofSeconds(108);
        for (Duration rest : List.of(ofSeconds(8), ofSeconds(54), ofSeconds(74), ofSeconds(107))) {
            assertThat(rest.minus(schedule.riskMargin(rest, usual)))
                    .as("%s", rest)
                    .isGreaterThan(schedule.afterFresh(rest, usual, NEARLY_ONE));
        }
    }

    @Test
    void canCountToTheEndOfTime() {
        Duration eternity = Duration.between(Instant.EPOCH, Instant.MAX);

        assertThat(schedule.afterFresh(eternity, eternity, NEARLY_ONE).toNanos())
                .isPositive();
        assertThat(schedule.afterUnchanged(eternity, NEARLY_ONE).toNanos()).isPositive();
        assertThat(schedule.riskMargin(eternity, eternity)).isEqualTo(AZURE.riskMargin());
    }
}
