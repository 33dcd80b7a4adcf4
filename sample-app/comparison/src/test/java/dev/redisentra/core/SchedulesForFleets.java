package dev.redisentra.core;

import java.time.Duration;

/**
 * The engine's own schedule, for the simulation of fleets. It lives in this package because the schedule is no public
 * type, and should not become one for the sake of a benchmark.
 */
public final class SchedulesForFleets {
    private final RenewalSchedule schedule;

    public SchedulesForFleets(RenewalPolicy policy) {
        this.schedule = new RenewalSchedule(policy);
    }

    public Duration afterFresh(Duration remaining, double chance) {
        return schedule.afterFresh(remaining, remaining, chance);
    }

    public Duration afterFailure(int failures, Duration remaining, double chance) {
        return schedule.afterFailure(failures, remaining, chance);
    }
}
