package dev.redisentra.comparison.work;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** What the work needs of a client, in the client's own idiom. Thread-safe. Closing it closes all that it opened. */
interface Driver extends AutoCloseable {
    /** Of one listener. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    byte @Nullable [] get(String key);

    void set(String key, byte[] value);

    /** So many GETs in one pipeline. */
    void pipeline(String key, int commands);

    void push(String queue, byte[] element);

    /** Waits a second at most; null for nothing. */
    byte @Nullable [] pop(String queue);

    void publish(String channel, byte[] message);

    /** Returns when the subscription stands; closing what it returns ends it. */
    Subscription subscribe(String channel, Consumer<byte[]> listener);

    @Override
    void close();
}
