package dev.redisentra.core;

import java.time.Duration;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static dev.redisentra.core.Fleet.peak;
import static org.assertj.core.api.Assertions.assertThat;

class FleetTest {
    private static Fleet engine(int replicas, int outageMinutes) {
        return new Fleet(replicas, Duration.ofMinutes(outageMinutes), RenewalPolicy.AZURE, true);
    }

    private static long sum(int[] perSecond) {
        return Arrays.stream(perSecond).sum();
    }

    @Test
    void eachReplicaAsksOnceForEachTokenAndEachConnectionSendsOneAuth() {
        Fleet fleet = engine(100, 0);

        // Three tokens in two hours, the last for those of them whose lead chance has made long.
        assertThat(sum(fleet.requests)).isBetween(200L, 300L);
        assertThat(sum(fleet.auths)).isEqualTo(4 * (sum(fleet.requests) - 100));
        assertThat(sum(fleet.reopened)).isZero();
    }

    @Test
    void chanceSpreadsWhatAFixedScheduleDoesAtOnce() {
        assertThat(peak(engine(1_000, 0).auths) * 4)
                .isLessThan(peak(new Fleet(1_000, Duration.ZERO, Fleet.FIXED, false).auths));
    }

    @Test
    void anOutageShorterThanTheLeadClosesNothing() {
        assertThat(sum(engine(100, 3).reopened)).isZero();
    }

    @Test
    void anOutageThatOutlastsTheTokensReopensEveryConnectionOnce() {
        Fleet fleet = engine(100, 15);

        assertThat(sum(fleet.reopened)).isEqualTo(400);
        // Attempts are backed off: 4 requests of a failure, at the most every 15 s after the first few.
        assertThat(peak(fleet.requests)).isLessThan(100);
    }
}
