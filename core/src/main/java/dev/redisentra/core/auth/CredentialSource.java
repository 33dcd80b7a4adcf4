package dev.redisentra.core.auth;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Holds the current credential and keeps it current for as long as it is open. One source serves any number of clients
 * and connections. Thread-safe.
 *
 * <p>The code that opens a source closes it. A client never closes a source that it was given. Closing twice does no harm.
 */
public interface CredentialSource extends AutoCloseable {
    /**
     * The credential to log in with now. Reads memory: never blocks, never asks anyone, allocates nothing.
     *
     * @throws AuthException if there is none, with the reason: not yet, expired without a successor, or closed
     */
    RedisCredential current();

    /**
     * The current credential, waiting for the first one (or for the next, where the last has expired). Call it before
     * connecting. Ends early on a failure that will not pass by itself.
     *
     * @param deadline how long to wait at most
     * @throws AuthException with the reason, when the deadline passes, the failure is not one that passes, the source is
     *     closed, or the thread is interrupted (which stays noted, and is the kind {@code INTERRUPTED})
     */
    RedisCredential await(Duration deadline);

    /** The same within the time that this source leaves for a first credential, as the adapters wait for it. */
    default RedisCredential await() {
        return await(Duration.ofSeconds(30));
    }

    /**
     * The same without a thread that waits: completes with the current credential, or with the first or next one when it
     * comes, or fails with the {@link AuthException} that {@link #await()} would throw. It has no deadline: {@code
     * toCompletableFuture().orTimeout(..)} sets one. What depends on it runs on the thread of the listeners.
     */
    CompletionStage<RedisCredential> ready();

    /**
     * Calls the listener with every event from now on. The source publishes a credential before it sends {@link
     * AuthEvent.Renewed}. So code that first listens and then reads {@link #current()} misses none. The last event is
     * {@link AuthEvent.Closed}; if the source is closed already, it is sent at once.
     *
     * @return ends the listening; safe to call from anywhere, any number of times
     */
    Registration listen(AuthListener listener);

    /**
     * For adapters: the same, but on the thread where the event happens: that of the renewal, or a client's event loop. Such
     * a listener has to return at once. If it waits, it delays the renewal.
     */
    default Registration listenDirectly(AuthListener listener) {
        return listen(listener);
    }

    /** For adapters: tells the listeners what became of a connection. */
    void report(AuthEvent.OfConnection event);

    /** The state of this source now, without secrets. */
    AuthStatus status();

    /** Ends renewal. {@link #current()} then throws; connections live on until their credential expires. */
    @Override
    void close();

    /** Ends what {@link CredentialSource#listen} began. */
    @FunctionalInterface
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
