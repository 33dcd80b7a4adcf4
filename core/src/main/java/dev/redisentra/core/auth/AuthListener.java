package dev.redisentra.core.auth;

/**
 * Hears what happens to credentials and connections, event by event in their order. A source calls all its listeners on one
 * daemon thread that exists for them: one that takes its time holds up the others, and nothing else. Where events pile up,
 * by the thousand, later ones are dropped, which the log says. What a listener throws is logged and harms neither the next
 * listener nor the renewal.
 */
@FunctionalInterface
public interface AuthListener {
    /** Something happened. */
    void on(AuthEvent event);
}
