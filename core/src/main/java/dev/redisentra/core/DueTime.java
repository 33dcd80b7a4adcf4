package dev.redisentra.core;

import java.time.Duration;
import java.time.Instant;

/**
 * When something is to be done, by either clock: the wall clock may be set back, the other one stands still while the
 * machine sleeps. But not before a least wait, however the clocks jump.
 *
 * @param at the moment by the wall clock
 * @param nanos the same by the other
 * @param earliestNanos when the least wait is over
 */
record DueTime(Instant at, long nanos, long earliestNanos) {

    static DueTime in(Duration delay, Duration least, Timeline timeline) {
        Duration countable = Durations.countable(delay);
        long nanos = timeline.nanoTime();
        return new DueTime(timeline.now().plus(countable), nanos + countable.toNanos(), nanos + least.toNanos());
    }

    boolean isDue(Timeline timeline) {
        return untilDue(timeline).compareTo(Duration.ZERO) <= 0;
    }

    /** How long to wait if no clock jumps. */
    Duration untilDue(Timeline timeline) {
        Duration byWallClock = Duration.between(timeline.now(), at);
        Duration byNanos = Duration.ofNanos(nanos - timeline.nanoTime());
        Duration least = Duration.ofNanos(earliestNanos - timeline.nanoTime());
        return Durations.max(least, Durations.min(byWallClock, byNanos));
    }
}
