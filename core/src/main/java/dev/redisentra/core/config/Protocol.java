package dev.redisentra.core.config;

/** The version of the Redis protocol. */
public enum Protocol {
    /** The newer one, in which a subscribed connection can be re-authenticated. */
    RESP3,
    /** The older one. */
    RESP2
}
