package dev.redisentra.core.auth;

/**
 * Receives what happens to credentials and connections, as events in their order. A source calls all its listeners on one
 * daemon thread. A slow listener delays the others, and nothing else. If thousands of events wait, later ones are dropped,
 * and the log says so. If a listener throws, that is logged; it harms neither the next listener nor the renewal.
 */
@FunctionalInterface
public interface AuthListener {
    /** Called for each event, in their order. */
    void on(AuthEvent event);
}
