package dev.redisentra.core.auth;

import java.time.Duration;

/**
 * Holds the current credential and keeps it current for as long as it is open. One source serves any number of clients
 * and connections. Thread-safe.
 *
 * <p>Whoever opens a source closes it; a client that was handed one never does. Closing twice does no harm.
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
     *     closed, or the thread is interrupted (which stays noted)
     */
    RedisCredential await(Duration deadline);

    /**
     * Calls the listener with all that happens from now on. A credential is published before its {@link
     * AuthEvent.Renewed} is told: whoever listens first and reads {@link #current()} afterwards misses none.
     *
     * @return ends the listening; safe to call from anywhere, any number of times
     */
    Registration listen(AuthListener listener);

    /** For adapters: tells the listeners what became of a connection. */
    void report(AuthEvent.OfConnection event);

    /** How things stand, without secrets. */
    AuthStatus status();

    /** Ends renewal. {@link #current()} then throws; connections live on until their credential expires. */
    @Override
    void close();

    /** Ends a listening. */
    @FunctionalInterface
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
