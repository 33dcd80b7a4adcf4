package dev.redisentra.core;

import java.time.Duration;
import java.time.Instant;

import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/**
 * A credential that is served.
 *
 * @param untilMillis when it expires, by the wall clock; the end of time for never
 * @param riskMargin how long before that it counts as at risk
 * @param near whether it expires so soon that each reading asks the clock
 */
record Published(RedisCredential credential, long untilMillis, Duration riskMargin, boolean near) {
    /** The last minute and a heartbeat: the renewal comes by once in that, and notes that the expiry is near. */
    private static final Duration NEAR = RenewalSchedule.HEARTBEAT.plusMinutes(1);

    static Published of(RedisCredential credential, Duration riskMargin, Instant now) {
        Published published = new Published(credential, millis(credential.expiresAt()), riskMargin, false);
        return published.isNearAt(now) ? published.asNear() : published;
    }

    private static long millis(@Nullable Instant expiry) {
        return expiry == null || expiry.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE))
                ? Long.MAX_VALUE
                : expiry.toEpochMilli();
    }

    Published asNear() {
        return new Published(credential, untilMillis, riskMargin, true);
    }

    boolean isExpiredAt(long millis) {
        return millis >= untilMillis;
    }

    boolean isNearAt(Instant now) {
        return leavesAtMost(NEAR, now);
    }

    boolean isAtRiskAt(Instant now) {
        return leavesAtMost(riskMargin, now);
    }

    private boolean leavesAtMost(Duration time, Instant now) {
        Instant expiry = credential.expiresAt();
        return expiry != null && Duration.between(now, expiry).compareTo(time) <= 0;
    }
}
