package dev.redisentra.core.auth;

/**
 * One way to obtain a credential. Thread-safe: a source calls {@link #obtain()} from a thread that exists for that call, and
 * the other methods from its own thread or from a thread that waits for a credential. An implementation may block, and
 * need not retry or cache.
 *
 * <p>A call that does not answer within its deadline counts as failed. The next one then begins, and the first goes on: a
 * good answer counts even if it is late. At most four run at once. If a call is no longer needed, its thread is
 * interrupted, and its answer is ignored.
 */
public interface AuthStrategy {
    /** What its credentials are. */
    CredentialKind kind();

    /**
     * Obtains a credential now. One that was handed out before may come back: the source treats that as "nothing newer
     * yet".
     *
     * @throws AuthException with the reason and its remedy; any other exception counts as a fault that may pass
     */
    RedisCredential obtain();

    /**
     * Called when the server refused a login with this credential (WRONGPASS).
     *
     * @return whether {@link #obtain()} may give a better one now
     */
    default boolean refused(RedisCredential credential) {
        return false;
    }

    /**
     * Whether a credential that never expires may still be replaced by another: {@link #obtain()} is then called from
     * time to time.
     */
    default boolean mayChange() {
        return false;
    }

    /** What to look at when {@link #obtain()} does not answer within its deadline: a whole sentence. */
    default String whenSilent() {
        return "It is asked again.";
    }
}
