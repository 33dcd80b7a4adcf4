package dev.redisentra.core.renewal;

import java.time.Duration;

/**
 * When to ask for the next credential: a pure function of what is left of the current one, of how the last request
 * went, and of chance. Everything is relative, so that no clock is needed.
 */
final class RenewalSchedule {
    /** Short-lived tokens are renewed at half-life: as much time for trying as has been for using. */
    private static final int HALF = 2;

    /**
     * Between attempts at most a tenth of what is left passes, so that there are always about ten more, and fewer than
     * a hundred from the first until the last second.
     */
    private static final int TENTH = 10;

    /** Beyond any token, and few enough nanoseconds to count. A credential of fixed text may claim the end of time. */
    private static final Duration CENTURY = Duration.ofDays(36_500);

    /** 2^20 seconds is 12 days: beyond any cap, and far from overflowing. */
    private static final int LARGEST_EXPONENT = 20;

    private final RenewalPolicy policy;

    RenewalSchedule(RenewalPolicy policy) {
        this.policy = policy;
    }

    /** After a token that was not there before, with {@code remaining} to live. */
    Duration afterFresh(Duration remaining, double chance) {
        Duration left = Durations.min(remaining, CENTURY);
        // What is left of an hour's token that came from a cache is asked for as late as the whole hour is.
        boolean atLead = left.compareTo(policy.lead()) > 0 && left.compareTo(policy.longLived()) <= 0;
        Duration lead = atLead ? policy.lead() : left.dividedBy(HALF);
        return atLeastSmallest(left.minus(scaled(lead, 1 - policy.jitter() * chance)));
    }

    /** After the token that was there already came back. */
    Duration afterUnchanged(Duration remaining, double chance) {
        return atLeastSmallest(
                scaled(Durations.min(remaining, CENTURY).dividedBy(TENTH), 1 - policy.jitter() * chance));
    }

    /** After a number of failures in a row, with {@code remaining} left of the old token, or nothing. */
    Duration afterFailure(int failures, Duration remaining, double chance) {
        long factor = 1L << Math.min(failures - 1, LARGEST_EXPONENT);
        Duration pause = Durations.min(policy.smallestInterval().multipliedBy(factor), policy.backOffCap());
        if (!remaining.isZero() && !remaining.isNegative()) {
            pause = Durations.min(pause, remaining.dividedBy(TENTH));
        }
        // Half of the pause is left to chance: after an outage, replicas should not come back in step.
        return atLeastSmallest(scaled(pause, 1 - chance / 2));
    }

    /** Before the next look at a credential that never expires, and may change nonetheless. */
    Duration untilNextLook(double chance) {
        return atLeastSmallest(scaled(policy.backOffCap(), 1 - policy.jitter() * chance));
    }

    /** How long before its expiry a token that had {@code lifetime} to live counts as at risk. */
    Duration riskMargin(Duration lifetime) {
        // Short-lived tokens are asked for at half-life; half of the rest is for trying.
        return Durations.min(policy.riskMargin(), lifetime.dividedBy(2L * HALF));
    }

    private Duration atLeastSmallest(Duration delay) {
        return Durations.max(delay, policy.smallestInterval());
    }

    private static Duration scaled(Duration duration, double factor) {
        return Duration.ofMillis((long) (duration.toMillis() * factor));
    }
}
