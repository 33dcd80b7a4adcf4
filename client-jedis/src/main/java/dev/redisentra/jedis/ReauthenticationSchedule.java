package dev.redisentra.jedis;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * When a connection sends its AUTH after a renewal: a pure function of what is left of the credential that it carries.
 */
final class ReauthenticationSchedule {
    /**
     * The AUTHs of one renewal go out in this many groups: enough to level the load, and few enough that idle
     * connections are looked through only that often.
     */
    static final int GROUPS = 10;

    /**
     * The first attempt is made within the first tenth of what the old credential has left: of the 3 minutes that Azure
     * asks for, 18 s. The other nine are for trying again.
     */
    private static final int SPREAD_PART = 10;

    /** Half a day may be left of a managed identity's token; nothing is gained by more than a minute. */
    private static final Duration LONGEST_SPREAD = Duration.ofMinutes(1);

    /** After a refusal a quarter of what is left passes, so that there are always a few more attempts. */
    private static final int RETRY_PART = 4;

    private static final Duration SHORTEST_RETRY = Duration.ofMillis(250);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    private ReauthenticationSchedule() {}

    /**
     * When to send AUTH for the first time.
     *
     * @param renewed when the new credential came
     * @param expiresAt when the one that the connection carries expires; null for never
     * @param group the connection's, 1 to {@value #GROUPS}
     */
    static Instant first(Instant renewed, @Nullable Instant expiresAt, int group) {
        Duration spread = part(renewed, expiresAt, SPREAD_PART, Duration.ZERO, LONGEST_SPREAD);
        return renewed.plus(spread.multipliedBy(group).dividedBy(GROUPS));
    }

    /** When to send AUTH again after a refusal. */
    static Instant afterRefusal(Instant refused, @Nullable Instant expiresAt) {
        return refused.plus(part(refused, expiresAt, RETRY_PART, SHORTEST_RETRY, LONGEST_RETRY));
    }

    private static Duration part(
            Instant now, @Nullable Instant expiresAt, int divisor, Duration atLeast, Duration atMost) {
        if (expiresAt == null) {
            return atMost;
        }
        Duration part = Duration.between(now, expiresAt).dividedBy(divisor);
        if (part.compareTo(atLeast) < 0) {
            return atLeast;
        }
        return part.compareTo(atMost) > 0 ? atMost : part;
    }
}
