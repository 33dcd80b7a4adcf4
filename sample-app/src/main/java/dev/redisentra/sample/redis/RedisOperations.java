package dev.redisentra.sample.redis;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** What the sample does with Redis, whichever client does it. Thread-safe; Spring closes it. */
public interface RedisOperations extends AutoCloseable {
    /** The client behind it. */
    RedisClientChoice client();

    /** SET, with EX where there is a time to live. */
    void set(String key, String value, @Nullable Duration timeToLive);

    /** GET. */
    Optional<String> get(String key);

    /** DEL; whether there was something to delete. */
    boolean delete(String key);

    /** INCR. */
    long increment(String key);

    @Override
    void close();
}
