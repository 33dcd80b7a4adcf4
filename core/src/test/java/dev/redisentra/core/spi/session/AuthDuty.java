package dev.redisentra.core.spi.session;

import java.time.Duration;
import java.time.Instant;

import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

import static dev.redisentra.core.spi.session.Account.check;

/**
 * By when a session has to have sent an AUTH, if there was a place for it: told by what it was told, and not by what it
 * planned. In nanoseconds.
 */
final class AuthDuty {
    private static final long SECOND = 1_000_000_000;
    private static final long NEVER = Long.MAX_VALUE;
    private static final long LONGEST_SPREAD = 60 * SECOND;
    private static final long LONGEST_RETRY = 30 * SECOND;
    private static final long SHORTEST_RETRY = SECOND / 4;

    private final long late;

    /** What the session has been told that its connection carries. */
    private @Nullable RedisCredential carried;

    private @Nullable RedisCredential newest;
    private boolean inFlight;
    private long due = NEVER;
    /** What was planned before the source had nothing, stands. */
    private long notBefore;
    /** No AUTH follows a refused one before. */
    private long tooSoon;

    /** @param late so late its timers are at most */
    AuthDuty(long late) {
        this.late = late;
    }

    @Nullable
    RedisCredential carried() {
        return carried;
    }

    boolean isDone() {
        return newest != null && newest.equals(carried);
    }

    /** Whether the session ought to have sent an AUTH by now. */
    boolean isOwed(long now) {
        return isOpen() && now >= due;
    }

    private boolean isOpen() {
        return carried != null && newest != null && !newest.equals(carried) && !inFlight;
    }

    void published(RedisCredential credential, long now) {
        newest = credential;
        planFor(spread(now), now);
    }

    void sourceIsEmpty() {
        newest = null;
        notBefore = due == NEVER ? notBefore : due;
        due = NEVER;
    }

    void sent(long now) {
        check(!inFlight, "two AUTHs are in flight");
        check(now >= tooSoon, "an AUTH follows a refused one at once");
        inFlight = true;
        due = NEVER;
        notBefore = 0;
    }

    void accepted(@Nullable RedisCredential credential, long now) {
        inFlight = false;
        if (carried != null) { // else the connection was reset meanwhile
            carried = credential;
            planFor(spread(now), now);
        }
    }

    void refused(long now) {
        inFlight = false;
        tooSoon = now + SHORTEST_RETRY / 2;
        long left = left(now);
        long pause = left == 0 ? LONGEST_RETRY : Math.max(Math.min(left / 4, LONGEST_RETRY), SHORTEST_RETRY);
        notBefore = now + pause + 2 * late;
        planFor(pause, now);
    }

    /** The connection logged in by itself; null for with nothing of the source's. */
    void loggedIn(@Nullable RedisCredential with, long now) {
        carried = with;
        due = NEVER;
        notBefore = 0;
        tooSoon = 0;
        planFor(spread(now), now);
    }

    /** There was no room for an AUTH: it may be put off to the next beat. */
    void putOff(long now) {
        if (due != NEVER) {
            due = Math.max(due, now + Heartbeat.INTERVAL.toNanos() + 2 * late);
        }
    }

    private void planFor(long pause, long now) {
        if (due == NEVER && isOpen()) {
            due = Math.max(notBefore, now + pause + 2 * late);
        }
    }

    private long spread(long now) {
        return Math.min(left(now) / 10, LONGEST_SPREAD);
    }

    private long left(long now) {
        Instant expires = carried == null ? null : carried.expiresAt();
        return expires == null
                ? NEVER
                : Math.max(0, Duration.between(Instant.EPOCH, expires).toNanos() - now);
    }
}
