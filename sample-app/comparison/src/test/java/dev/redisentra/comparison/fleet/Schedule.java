package dev.redisentra.comparison.fleet;

import java.time.Duration;

import dev.redisentra.core.RenewalPolicy;
import dev.redisentra.core.SchedulesForFleets;
import dev.redisentra.core.spi.session.TimingForFleets;

/** When a replica asks, and when its connections send their AUTHs; each with chance from 0 to 1. */
public interface Schedule {
    Duration afterFresh(Duration remaining, double chance);

    Duration afterFailure(int failures, Duration remaining, double chance);

    Duration spread(Duration left, double chance);

    /** The engine's. */
    static Schedule of(RenewalPolicy policy) {
        SchedulesForFleets engine = new SchedulesForFleets(policy);
        return new Schedule() {
            @Override
            public Duration afterFresh(Duration remaining, double chance) {
                return engine.afterFresh(remaining, chance);
            }

            @Override
            public Duration afterFailure(int failures, Duration remaining, double chance) {
                return engine.afterFailure(failures, remaining, chance);
            }

            @Override
            public Duration spread(Duration left, double chance) {
                return TimingForFleets.spread(left, chance);
            }
        };
    }

    /**
     * What one would write first, and what redis-authx does: a fixed part of the token's life, no chance in it, all
     * connections at once, a fixed pause after a failure.
     */
    static Schedule fixed(double part, Duration pause) {
        return new Schedule() {
            @Override
            public Duration afterFresh(Duration remaining, double chance) {
                return Duration.ofMillis((long) (remaining.toMillis() * part));
            }

            @Override
            public Duration afterFailure(int failures, Duration remaining, double chance) {
                return pause;
            }

            @Override
            public Duration spread(Duration left, double chance) {
                return Duration.ZERO;
            }
        };
    }
}
