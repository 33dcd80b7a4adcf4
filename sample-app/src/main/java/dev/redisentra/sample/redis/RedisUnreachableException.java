package dev.redisentra.sample.redis;

import java.io.Serial;

/** The service could not connect to Redis when it started. */
public final class RedisUnreachableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    RedisUnreachableException(RuntimeException cause) {
        super("Redis could not be reached", cause);
    }
}
