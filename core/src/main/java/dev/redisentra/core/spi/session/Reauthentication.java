package dev.redisentra.core.spi.session;

import java.time.Duration;
import java.util.function.Supplier;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/** Which credential a connection carries, which it is to carry next, and when to send the AUTH for it. Sends nothing. */
final class Reauthentication {
    /**
     * Where what the connection carries has expired and the server has not closed it, as if that much time were left: an
     * AUTH after each half a minute, and not one after each refusal.
     */
    private static final Duration EXPIRED = Duration.ofMinutes(2);

    private final Sessions sessions;
    private final Supplier<AuthEvent.Connection> name;
    /** Where its AUTHs are among those of all connections; from 0 to 1. Other threads read {@link #carried} before it. */
    private double chance;
    /** What the server logged the connection in with; null before that, and where it is none of ours. */
    private volatile @Nullable RedisCredential carried;

    private @Nullable RedisCredential inFlight;
    private long sentAt;
    private boolean planned;
    private long plannedFor;
    private boolean due;
    private long stalledFrom;
    private boolean stalled;

    /** @param name of its connection, in events */
    Reauthentication(Sessions sessions, Supplier<AuthEvent.Connection> name) {
        this.sessions = sessions;
        this.name = name;
    }

    @Nullable
    RedisCredential carried() {
        return carried;
    }

    /** The connection logged in by itself; null with something that is none of ours. */
    void loggedIn(@Nullable RedisCredential with) {
        chance = sessions.chance();
        carried = with;
        planned = false;
        due = false;
    }

    /**
     * From any thread, as all connections are told of a renewal at once: after how long to look whether there is something
     * to send.
     */
    Duration afterRenewal() {
        RedisCredential before = carried;
        return before == null ? Duration.ZERO : place(before);
    }

    private Duration place(RedisCredential before) {
        return ReauthenticationTiming.spread(left(before), sessions.sinceSuperseded(before), chance);
    }

    /**
     * Looks whether there is a newer credential, and when to send it.
     *
     * @return after how long to look again; null for not before the next renewal
     */
    @Nullable
    Duration plan() {
        RedisCredential before = carried;
        if (!due && !planned && inFlight == null && before != null && next() != null) {
            planFor(place(before));
            stalledFrom = sessions.nanoTime() + left().dividedBy(2).toNanos();
            stalled = false;
        }
        if (!planned) {
            return null;
        }
        long wait = plannedFor - sessions.nanoTime();
        if (wait > 0) {
            return Duration.ofNanos(wait);
        }
        planned = false;
        due = true;
        return null;
    }

    private void planFor(Duration pause) {
        planned = true;
        plannedFor = sessions.nanoTime() + pause.toNanos();
    }

    /** Whether an AUTH is to go out as soon as there is a place for it. */
    boolean isDue() {
        return due;
    }

    /** What it is to carry next; null where it carries the newest, where there is none, and where it is none of ours. */
    @Nullable
    RedisCredential next() {
        RedisCredential before = carried;
        RedisCredential newest = before == null ? null : sessions.current();
        return newest == null || newest.equals(before) ? null : newest;
    }

    void sent(RedisCredential credential) {
        due = false;
        inFlight = credential;
        sentAt = sessions.nanoTime();
    }

    /** There is nothing to send after all. */
    void notDue() {
        due = false;
    }

    void accepted(RedisCredential credential) {
        inFlight = null;
        if (carried != null) { // else the connection was reset meanwhile
            carried = credential;
        }
        sessions.report(new AuthEvent.Reauthenticated(name.get()));
    }

    /** The connection lives on with what it carries, and the AUTH is tried again for as long as it lives. */
    void refused(RedisCredential credential, String error) {
        inFlight = null;
        sessions.report(new AuthEvent.ReauthenticationFailed(name.get(), credential, new Refusal(error)));
        Duration left = left();
        planFor(ReauthenticationTiming.retry(left.isZero() ? EXPIRED : left, sessions.chance()));
    }

    /** An AUTH that is due cannot go out; told once, when half of the time for it is over. */
    void waits(String obstacle) {
        if (due && !stalled && sessions.nanoTime() - stalledFrom >= 0) {
            stalled(obstacle);
        }
    }

    /** No AUTH is going to be sent any more. */
    void stalled(String reason) {
        if (carried != null && !stalled) {
            stalled = true;
            sessions.report(new AuthEvent.ReauthenticationStalled(name.get(), reason));
        }
    }

    /**
     * An AUTH is unanswered, and what the connection carries has expired: the server has closed it, or never will answer.
     * One that was sent late has some time, too.
     */
    boolean isOverdue() {
        return inFlight != null && left().isZero() && sessions.nanoTime() - sentAt >= Heartbeat.FOR_AN_ANSWER.toNanos();
    }

    /** For how long a command may block in one go; null where the connection is none of ours. */
    @Nullable
    Duration slice() {
        return carried == null ? null : ReauthenticationTiming.slice(left());
    }

    private Duration left() {
        return left(carried);
    }

    private Duration left(@Nullable RedisCredential credential) {
        return ReauthenticationTiming.left(credential, sessions.clock().instant());
    }
}
