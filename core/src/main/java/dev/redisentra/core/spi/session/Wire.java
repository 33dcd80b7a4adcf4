package dev.redisentra.core.spi.session;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A connection, as its {@link Session} needs it. All calls but {@link #wakeAfter} come from within a call of the session's
 * own methods, and so on the thread, or under the lock, that these are called with.
 */
public interface Wire {
    /**
     * Writes to the server. Bytes of the array that {@link Session#sent} was called with are passed on as they are, in
     * their order. Any others are the session's own. Copy what you keep.
     */
    void toServer(byte[] bytes, int from, int to);

    /** Hands to the client. Bytes of the array that {@link Session#received} was called with, or others that it held back. */
    void toClient(byte[] bytes, int from, int to);

    /**
     * Whether a write of the session's own would be accepted at once. If it would have to wait until the server reads,
     * on a thread that others need, the session leaves the write to the next call on another thread.
     */
    default boolean takesMore() {
        return true;
    }

    /** Flushes: something was written that the client will not flush. */
    void flush();

    /** Calls {@link Session#wake} after this long. May be called from any thread; one call too many does no harm. */
    void wakeAfter(Duration delay);

    /** Where to, as {@code host:port}, for events; null where that is not known. Never asks a name service. */
    default @Nullable String endpoint() {
        return null;
    }

    /** Closes the connection: it is dead, or its client could no longer trust what it reads. */
    void close();
}
