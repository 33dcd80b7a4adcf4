package dev.redisentra.comparison.fleet;

import java.time.Duration;

import dev.redisentra.core.RenewalPolicy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FleetTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TOGETHER = Duration.ofSeconds(10);
    private static final Schedule ENGINE = Schedule.of(RenewalPolicy.AZURE);
    private static final Schedule FIXED = Schedule.fixed(0.75, Duration.ofMillis(100));

    private static Fleet.Traffic live(Fleet fleet, Schedule schedule) {
        return fleet.simulate(schedule, Duration.ofMinutes(70));
    }

    @Test
    void eachReplicaAsksOnceForEachTokenAndEachConnectionSendsOneAuth() {
        Fleet.Traffic traffic = live(new Fleet(100, 4, HOUR, TOGETHER, HOUR, Duration.ZERO), ENGINE);

        assertThat(traffic.requests().total()).isEqualTo(200);
        assertThat(traffic.auths().total()).isEqualTo(400);
        assertThat(traffic.relogins().total()).isZero();
    }

    @Test
    void chanceSpreadsWhatAFixedScheduleDoesAtOnce() {
        Fleet fleet = new Fleet(1_000, 4, HOUR, TOGETHER, HOUR, Duration.ZERO);

        assertThat(live(fleet, ENGINE).auths().peak(60) * 4)
                .isLessThan(live(fleet, FIXED).auths().peak(60));
    }

    @Test
    void anOutageShorterThanTheLeadClosesNothing() {
        Duration due = Duration.ofMinutes(55);
        Fleet.Traffic traffic = live(new Fleet(100, 4, HOUR, TOGETHER, due, Duration.ofMinutes(3)), ENGINE);

        assertThat(traffic.relogins().total()).isZero();
        assertThat(traffic.auths().total()).isEqualTo(400);
    }

    @Test
    void anOutageThatOutlastsTheTokensReopensEveryConnectionOnce() {
        Duration due = Duration.ofMinutes(55);
        Fleet.Traffic traffic = live(new Fleet(100, 4, HOUR, TOGETHER, due, Duration.ofMinutes(10)), ENGINE);

        assertThat(traffic.relogins().total()).isEqualTo(400);
        // Attempts are backed off: 4 requests of a failure, at the most every 15 s after the first few.
        assertThat(traffic.requests().peak(60)).isLessThan(100);
    }
}
