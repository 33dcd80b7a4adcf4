package dev.redisentra.sample.redis;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** What the sample does with Redis, whichever client does it. Thread-safe; Spring closes it. */
public interface RedisOperations extends AutoCloseable {
    /**
     * How long one BLPOP may block. Below the time-out that each client has for a command (5 s and up), short enough
     * that a service that is to stop need not wait for it, and long enough to cost nothing.
     */
    Duration LONGEST_BLOCK = Duration.ofSeconds(2);

    /** How many may block at a time. Each has a connection to itself, and the smallest caches allow 256 in all. */
    int MOST_BLOCKED = 16;

    /** How many channels may be listened to at a time: with Jedis each has a connection and a thread to itself. */
    int MOST_CHANNELS = 32;

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

    /**
     * INCR of both or of neither: MULTI, INCR, INCR, EXEC.
     *
     * @param second in a cluster, a key with the hash tag of the first
     */
    List<Long> incrementBoth(String first, String second);

    /** RPUSH. */
    void push(String queue, String value);

    /** LPUSH: puts back what was popped and could not be delivered. */
    void putBack(String queue, String value);

    /**
     * BLPOP. Blocks the calling thread, and a connection that nobody else waits for.
     *
     * @param timeout whole seconds, up to {@link #LONGEST_BLOCK}
     */
    Optional<String> pop(String queue, Duration timeout);

    /** PUBLISH; how many connections it reached, as far as the answering node knows. */
    long publish(String channel, String message);

    /**
     * SUBSCRIBE. The subscription is in place when this returns, and survives a lost connection; what is published
     * while there is none does not reach it.
     *
     * @param listener called on a thread of the client, one message at a time: to return soon
     * @return ends it; closing twice does no harm
     */
    Subscription subscribe(String channel, Consumer<String> listener);

    @Override
    void close();

    /** Ends a subscription. */
    @FunctionalInterface
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
