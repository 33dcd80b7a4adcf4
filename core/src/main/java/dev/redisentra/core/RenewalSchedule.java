package dev.redisentra.core;

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

    /**
     * The longest time without a look at the wall clock: it may have jumped, or the machine may have slept, and timers
     * notice neither. As long as the default back-off cap, so that a sleep costs no more than an outage.
     */
    static final Duration HEARTBEAT = Duration.ofSeconds(30);

    /** 2^20 seconds is 12 days: beyond any cap, and far from overflowing. */
    private static final int LARGEST_EXPONENT = 20;

    private final RenewalPolicy policy;

    RenewalSchedule(RenewalPolicy policy) {
        this.policy = policy;
    }

    /**
     * After a token that was not there before, with {@code remaining} to live.
     *
     * @param usualLife of the issuer's tokens, this one included
     */
    Duration afterFresh(Duration remaining, Duration usualLife, double chance) {
        if (remaining.compareTo(policy.lead()) <= 0 && !isShortLived(usualLife)) {
            // The rest of one that others have used: its successor is due at any time.
            return afterUnchanged(remaining, chance);
        }
        Duration left = Durations.countable(remaining);
        // What is left of an hour's token that came from a cache is asked for as late as the whole hour is.
        boolean atLead = left.compareTo(policy.lead()) > 0 && left.compareTo(policy.longLived()) <= 0;
        Duration lead = atLead ? policy.lead() : left.dividedBy(HALF);
        return atLeastSmallest(left.minus(scaled(lead, 1 - policy.jitter() * chance)));
    }

    /** After the token that was there already came back. */
    Duration afterUnchanged(Duration remaining, double chance) {
        return atLeastSmallest(scaled(Durations.countable(remaining).dividedBy(TENTH), 1 - policy.jitter() * chance));
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

    /** Before the next look at a credential that never expires, but may change. */
    Duration untilNextLook(double chance) {
        return atLeastSmallest(scaled(policy.backOffCap(), 1 - policy.jitter() * chance));
    }

    /**
     * How long before its expiry a token counts as at risk.
     *
     * @param life of this one
     * @param usualLife of the issuer's tokens. What is left of one from a cache does not make it a short-lived one
     */
    Duration riskMargin(Duration life, Duration usualLife) {
        // Short-lived tokens are asked for at half-life; half of the rest is for trying.
        return isShortLived(usualLife)
                ? Durations.min(policy.riskMargin(), life.dividedBy(2L * HALF))
                : policy.riskMargin();
    }

    /** Not Azure's: those are asked for when the lead is left, well before they are at risk. */
    private boolean isShortLived(Duration usualLife) {
        return usualLife.compareTo(Durations.max(policy.lead(), policy.riskMargin())) <= 0;
    }

    private Duration atLeastSmallest(Duration delay) {
        return Durations.max(delay, policy.smallestInterval());
    }

    private static Duration scaled(Duration duration, double factor) {
        return Duration.ofMillis((long) (duration.toMillis() * factor));
    }
}
