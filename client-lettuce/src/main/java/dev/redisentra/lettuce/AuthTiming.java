package dev.redisentra.lettuce;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/** When a live connection sends its next AUTH. Pure functions of the time for which its credential still serves. */
final class AuthTiming {
    /**
     * The part of the time left over which AUTHs are spread. A tenth: core has the new token at least 3 minutes before
     * the old one expires, so 18 s or more are there to spread over and nine tenths stay for what goes wrong.
     */
    private static final int SPREAD_PART = 10;

    /** No longer than this: a thousand connections then send 17 AUTHs a second, which no service notices. */
    private static final Duration LONGEST_SPREAD = Duration.ofMinutes(1);

    /** A refused AUTH is sent again after this part of the time left, so that there are many attempts but no storm. */
    private static final int RETRY_PART = 4;

    private static final Duration SHORTEST_RETRY = Duration.ofMillis(250);

    /** As core's back-off: an outage that ends is noticed within that time. */
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    private AuthTiming() {}

    /** How long a credential still serves; zero for none. */
    static Duration left(@Nullable RedisCredential credential, Instant now) {
        if (credential == null) {
            return Duration.ZERO;
        }
        Instant expiry = credential.expiresAt();
        if (expiry == null) {
            return ChronoUnit.FOREVER.getDuration();
        }
        return max(Duration.between(now, expiry), Duration.ZERO);
    }

    /** How long after a renewal this connection sends its AUTH. */
    static Duration spread(Duration left, double chance) {
        return part(min(left.dividedBy(SPREAD_PART), LONGEST_SPREAD), chance);
    }

    /** How long after a refused AUTH this connection sends the next. Jittered: what refuses one refuses all at once. */
    static Duration retry(Duration left, double chance) {
        Duration pause = max(min(left.dividedBy(RETRY_PART), LONGEST_RETRY), SHORTEST_RETRY);
        return part(pause, (1 + chance) / 2);
    }

    private static Duration part(Duration whole, double part) {
        return Duration.ofNanos((long) (whole.toNanos() * part));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
