package dev.redisentra.sample.redis;

import java.util.Locale;

/** The clients that the sample can be run on. */
public enum RedisClientChoice {
    LETTUCE,
    JEDIS,
    REDISSON;

    /** As the setting {@code REDIS_CLIENT} writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
