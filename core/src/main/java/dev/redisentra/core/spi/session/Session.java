package dev.redisentra.core.spi.session;

import java.time.Duration;

import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/**
 * One connection's session: is handed all that its client sends and all that the server answers, passes it on as it is,
 * and puts an AUTH between two commands when a newer credential is there. It takes the reply to that AUTH out again, so
 * the client reads exactly what it would have read without it.
 *
 * <p>It takes part where the login that it saw carried a credential of its source; every other connection is left
 * alone. If it meets bytes that it cannot account for, it lets go: it never sends anything on that connection again,
 * and reports that in an event.
 *
 * <p>Not thread-safe: one call at a time, by the connection's own thread or under its own lock. Calls nothing but its
 * {@link Wire} and the source's {@code current} and {@code report}, and never blocks.
 */
public final class Session {
    /** Some timers count in milliseconds. One that is a little early must not be waited for again. */
    private static final long TIMERS_ARE_EARLY = Duration.ofMillis(10).toNanos();

    private final Sessions sessions;
    private final Connection connection;
    private final Heartbeat heartbeat;
    private final OwnCommands own;
    private final Slices slices;
    private final Handshake handshake;
    private final CommandReader commands;
    private final ReplyReader replies;

    Session(Sessions sessions, Wire wire) {
        this.sessions = sessions;
        connection = new Connection(sessions, wire);
        heartbeat = new Heartbeat(sessions.patience());
        own = new OwnCommands(connection, heartbeat);
        slices = new Slices(connection, own);
        handshake = new Handshake(connection, own);
        commands = new CommandReader(connection, new CommandRules(connection, slices, handshake));
        replies = new ReplyReader(connection, new Replies(connection, slices, handshake, own), commands);
    }

    /** The client sends this. The part that may go out now goes to {@link Wire#toServer}, in its order. */
    public void sent(byte[] bytes, int from, int to) {
        if (connection.isClosed()) {
            return;
        }
        heartbeat.spoke();
        commands.sent(bytes, from, to);
        own.authenticate();
    }

    /** The server sent this. The part that is the client's goes to {@link Wire#toClient}, in its order. */
    public void received(byte[] bytes, int from, int to) {
        if (connection.isClosed()) {
            return;
        }
        heartbeat.heard();
        replies.received(bytes, from, to);
        own.authenticate();
        connection.flushIfNeeded();
    }

    /** How many of the client's next bytes need not be looked at: part of a large argument. */
    public long sendsUnread() {
        return commands.skippable();
    }

    /** This many of the client's bytes went out without passing the session: no more than {@link #sendsUnread} said. */
    public void sentUnread(long bytes) {
        heartbeat.spoke();
        commands.skip(bytes);
    }

    /** How many of the server's next bytes need not be looked at: part of a large reply. */
    public long receivesUnread() {
        return replies.skippable();
    }

    /**
     * This many of the server's bytes went to the client without passing the session: no more than {@link
     * #receivesUnread} said.
     */
    public void receivedUnread(long bytes) {
        heartbeat.heard();
        replies.skip(bytes);
    }

    /** Time has passed: called as {@link Wire#wakeAfter} asked, or at any other time. */
    public void wake() {
        if (connection.isClosed() || connection.isLettingGo()) {
            return;
        }
        long now = sessions.nanoTime();
        connection.woken(-TIMERS_ARE_EARLY);
        byte[] refusal = handshake.waited(now);
        if (refusal != null) {
            commands.release();
            connection.handOver(refusal, 0, refusal.length);
        }
        own.wake(now);
        connection.flushIfNeeded();
    }

    /** From any thread: there is a new credential. Does nothing before it is time for its AUTH. */
    void renewed() {
        connection.renewed();
    }

    /** The connection has ended, from either side. */
    public void closed() {
        connection.closed();
        sessions.closed(this);
    }

    /** The credential that the connection is known to carry; null if it is not one of the source's. */
    public @Nullable RedisCredential carried() {
        return connection.reauthentication.carried();
    }

    /** Whether all that was sent has been answered. Messages and other pushes may still come. */
    public boolean isAnswered() {
        return connection.expected.isEmpty() && connection.login == null;
    }

    /** Whether the client asked to be told of changes ({@code CLIENT TRACKING ON}): for a cache of its own, mostly. */
    public boolean isTracking() {
        return connection.tracking;
    }

    /**
     * Sends a PING, if one may be sent now. Its answer is taken out. Code below the session can see from the bytes that
     * it came.
     */
    public void ping() {
        if (!connection.isClosed() && !connection.isLettingGo()) {
            own.ping();
            connection.flushIfNeeded();
        }
    }

    /** Whether a slice is out that another one is to follow. */
    boolean isBetweenSlices() {
        return slices.isBetweenSlices();
    }

    /** Whether that slice is over by the clock. */
    boolean isSliceOver() {
        return slices.isSliceOver();
    }
}
