package dev.redisentra.core.renewal;

import java.time.Duration;
import java.time.Instant;

import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/**
 * For adapters: when a live connection sends its next AUTH. Pure functions of the time for which the credential that it
 * carries still serves, and of chance.
 */
public final class ReauthenticationTiming {
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
     * A command blocks for this part of the time left at a stretch. With the spread, four fifths of what is left at a
     * renewal remain for what goes wrong.
     */
    private static final int STRETCH_PART = 10;

    /** One more round trip in that time costs nothing, and leaves most of the 3 minutes before an expiry. */
    private static final Duration LONGEST_STRETCH = Duration.ofSeconds(30);

    /** Below it, blocking would become polling. */
    private static final Duration SHORTEST_STRETCH = Duration.ofMillis(100);

    /** A source changes keys within its smallest interval, a second. */
    private static final Duration FOR_ANOTHER_KEY = Duration.ofSeconds(2);

    /** Stands for a credential that never expires, in a length that timers can count. */
    private static final Duration EVER = Duration.ofDays(365);

    private ReauthenticationTiming() {}

    /** How long a credential still serves; zero for none, a year for one that never expires. */
    public static Duration left(@Nullable RedisCredential carried, Instant now) {
        if (carried == null) {
            return Duration.ZERO;
        }
        Instant expiry = carried.expiresAt();
        return expiry == null ? EVER : Durations.max(Duration.between(now, expiry), Duration.ZERO);
    }

    /**
     * How long after a renewal a connection sends its AUTH.
     *
     * @param left of the credential that it carries
     * @param chance from 0 to 1, another for each connection
     */
    public static Duration spread(Duration left, double chance) {
        return part(Durations.min(left.dividedBy(SPREAD_PART), LONGEST_SPREAD), chance);
    }

    /**
     * How long after a refused AUTH a connection sends the next. Jittered: what refuses one refuses all at once.
     *
     * @param left of the credential that it carries
     * @param chance from 0 to 1, another for each attempt
     */
    public static Duration retry(Duration left, double chance) {
        Duration pause = Durations.max(Durations.min(left.dividedBy(RETRY_PART), LONGEST_RETRY), SHORTEST_RETRY);
        return part(pause, (1 + chance) / 2);
    }

    /**
     * For how long a command may block at a stretch, so that an AUTH which comes due meanwhile goes out in time.
     *
     * @param left of the credential that the connection carries
     */
    public static Duration stretch(Duration left) {
        return Durations.max(Durations.min(left.dividedBy(STRETCH_PART), LONGEST_STRETCH), SHORTEST_STRETCH);
    }

    /**
     * How long a connection whose login was refused waits for another credential, before it gives up: for the other
     * access key a little, so that a command that needs a new connection is not lost to a key that has just been
     * regenerated. A token may have been replaced during the handshake; otherwise its refusal is nobody's but the access
     * policy's to mend.
     */
    public static Duration forAnother(RedisCredential refused) {
        return refused.mode() == AuthMode.ACCESS_KEY ? FOR_ANOTHER_KEY : Duration.ZERO;
    }

    private static Duration part(Duration whole, double part) {
        return Duration.ofNanos((long) (whole.toNanos() * part));
    }
}
