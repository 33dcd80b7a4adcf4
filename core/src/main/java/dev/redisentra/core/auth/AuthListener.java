package dev.redisentra.core.auth;

/**
 * Hears what happens to credentials and connections. Called on the thread where it happened, which is the renewal
 * thread or a client's event loop: return soon, hand longer work to a thread of your own. What a listener throws is
 * logged and harms neither the next listener nor the renewal.
 */
@FunctionalInterface
public interface AuthListener {
    /** Something happened. */
    void on(AuthEvent event);
}
