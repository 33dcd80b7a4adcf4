package dev.redisentra.core.spi.session;

import java.time.Duration;
import java.time.Instant;

import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/**
 * When a live connection sends its next AUTH. Pure functions of the time for which the credential that it
 * carries still serves, and of chance.
 */
final class ReauthenticationTiming {
    /**
     * The part of the time left over which the AUTHs of a renewal are spread. A tenth: the new token is there at least 3
     * minutes before the old one expires, so 18 s or more are there to spread over, and nine tenths stay for what goes
     * wrong.
     */
    private static final int SPREAD_PART = 10;

    /** No longer than this: a thousand connections then send 17 AUTHs a second, which no service notices. */
    private static final Duration LONGEST_SPREAD = Duration.ofMinutes(1);

    /** A refused AUTH is sent again after this part of the time left, so that there are many attempts but no storm. */
    private static final int RETRY_PART = 4;

    private static final Duration SHORTEST_RETRY = Duration.ofMillis(250);

    /** As the back-off of requests: an outage that ends is noticed within that time. */
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    /**
     * A slice of a command that blocks lasts this part of the time left. With the spread, four fifths of what is left at a
     * renewal remain for what goes wrong.
     */
    private static final int SLICE_PART = 10;

    /** Well below the ten minutes after which the service closes what is idle. */
    private static final Duration LONGEST_SLICE = Duration.ofMinutes(4);

    /** Below it, blocking would become polling. */
    private static final Duration SHORTEST_SLICE = Duration.ofMillis(100);

    /** A source changes keys within its smallest interval, a second. */
    private static final Duration FOR_ANOTHER_KEY = Duration.ofSeconds(2);

    /** Stands for a credential that never expires, in a length that timers can count. */
    static final Duration EVER = Duration.ofDays(365);

    private ReauthenticationTiming() {}

    /** How long a credential still serves; zero for none, a year at the most. */
    static Duration left(@Nullable RedisCredential carried, Instant now) {
        if (carried == null) {
            return Duration.ZERO;
        }
        Instant expiry = carried.expiresAt();
        return expiry == null ? EVER : min(max(Duration.between(now, expiry), Duration.ZERO), EVER);
    }

    /**
     * How long after a renewal a connection sends its AUTH.
     *
     * @param left of the credential that it carries
     * @param chance from 0 to 1, another for each connection
     */
    static Duration spread(Duration left, double chance) {
        return part(min(divided(left, SPREAD_PART), LONGEST_SPREAD), chance);
    }

    /**
     * The same from a moment after the renewal: that of the AUTH stays what it is, whenever it is asked for.
     *
     * @param left of the credential that it carries, now
     * @param since the renewal
     */
    static Duration spread(Duration left, Duration since, double chance) {
        return max(spread(left.plus(since), chance).minus(since), Duration.ZERO);
    }

    /**
     * How long after a refused AUTH a connection sends the next. Jittered: what refuses one refuses all at once.
     *
     * @param left of the credential that it carries
     * @param chance from 0 to 1, another for each attempt
     */
    static Duration retry(Duration left, double chance) {
        Duration pause = max(min(divided(left, RETRY_PART), LONGEST_RETRY), SHORTEST_RETRY);
        return part(pause, (1 + chance) / 2);
    }

    /**
     * How long a slice of a command that blocks lasts: the shorter it is, the sooner an AUTH passes, and the more often a
     * client that waits for the same key as others goes to the end of Redis's queue.
     *
     * @param left of the credential that the connection carries
     */
    static Duration slice(Duration left) {
        return max(min(divided(left, SLICE_PART), LONGEST_SLICE), SHORTEST_SLICE);
    }

    /**
     * How long a connection whose login was refused waits for another credential, before it gives up: for the other
     * access key a little, so that a command that needs a new connection is not lost to a key that has just been
     * regenerated. A token may have been replaced during the handshake; otherwise its refusal is nobody's but the access
     * policy's to change.
     */
    static Duration forAnother(RedisCredential refused) {
        return refused.kind() == CredentialKind.ACCESS_KEY ? FOR_ANOTHER_KEY : Duration.ZERO;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Each command that blocks asks for this, and {@link Duration#dividedBy} goes by decimals. */
    private static Duration divided(Duration whole, int parts) {
        return Duration.ofNanos(whole.toNanos() / parts);
    }

    private static Duration part(Duration whole, double part) {
        return Duration.ofNanos((long) (whole.toNanos() * part));
    }
}
