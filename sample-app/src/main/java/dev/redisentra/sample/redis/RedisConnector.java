package dev.redisentra.sample.redis;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;

/** Connects with one client. The one that {@code redis.client} names is a bean, and the others are not even loaded. */
@FunctionalInterface
interface RedisConnector {
    /** Connects, or throws what the client throws. */
    RedisOperations connect(RedisSettings settings, CredentialSource source);
}
