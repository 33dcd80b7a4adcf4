package dev.redisentra.core.auth;

/**
 * One way to obtain a credential. The source calls it from a thread of its own, one call at a time, under a deadline:
 * an implementation may block, and need not retry, cache or be thread-safe. When the deadline passes its thread is
 * interrupted and a later answer is ignored; a call that does not heed that may find the next one beside it.
 */
public interface AuthStrategy {
    /** The mode this strategy stands for, as configured. */
    AuthMode mode();

    /**
     * Obtains a credential now. One that was handed out before may come back: the source treats that as "nothing newer
     * yet".
     *
     * @throws AuthException with the reason and its remedy; any other exception counts as a fault that may pass
     */
    RedisCredential obtain();

    /**
     * Hears that the server refused a login with this credential (WRONGPASS).
     *
     * @return whether {@link #obtain()} may give a better one now
     */
    default boolean refused(RedisCredential credential) {
        return false;
    }

    /**
     * Whether a credential that never expires may be replaced by another nonetheless: {@link #obtain()} is then called
     * now and then.
     */
    default boolean mayChange() {
        return false;
    }

    /** What to look at when {@link #obtain()} does not answer within its deadline: a whole sentence. */
    default String whenSilent() {
        return "It is asked again.";
    }
}
