package dev.redisentra.comparison.fleet;

import java.time.Duration;
import java.util.Arrays;

import dev.redisentra.core.RenewalPolicy;
import org.junit.jupiter.api.Test;

import static dev.redisentra.comparison.fleet.Fleet.Traffic.peak;
import static org.assertj.core.api.Assertions.assertThat;

class FleetTest {
    private static final Fleet.Schedule ENGINE = Fleet.Schedule.of(RenewalPolicy.AZURE);

    private static Fleet.Traffic simulate(int replicas, Duration outage, Fleet.Schedule schedule) {
        return new Fleet(replicas, 4, outage).simulate(schedule);
    }

    private static long sum(int[] perSecond) {
        return Arrays.stream(perSecond).sum();
    }

    @Test
    void eachReplicaAsksOnceForEachTokenAndEachConnectionSendsOneAuth() {
        Fleet.Traffic traffic = simulate(100, Duration.ZERO, ENGINE);

        // Three tokens in two hours, the last for those of them whose lead chance has made long.
        assertThat(sum(traffic.requests)).isBetween(200L, 300L);
        assertThat(sum(traffic.auths)).isEqualTo(4 * (sum(traffic.requests) - 100));
        assertThat(sum(traffic.reopened)).isZero();
    }

    @Test
    void chanceSpreadsWhatAFixedScheduleDoesAtOnce() {
        assertThat(peak(simulate(1_000, Duration.ZERO, ENGINE).auths) * 4)
                .isLessThan(peak(simulate(1_000, Duration.ZERO, Fleet.FIXED).auths));
    }

    @Test
    void anOutageShorterThanTheLeadClosesNothing() {
        assertThat(sum(simulate(100, Duration.ofMinutes(3), ENGINE).reopened)).isZero();
    }

    @Test
    void anOutageThatOutlastsTheTokensReopensEveryConnectionOnce() {
        Fleet.Traffic traffic = simulate(100, Duration.ofMinutes(15), ENGINE);

        assertThat(sum(traffic.reopened)).isEqualTo(400);
        // Attempts are backed off: 4 requests of a failure, at the most every 15 s after the first few.
        assertThat(peak(traffic.requests)).isLessThan(100);
    }
}
