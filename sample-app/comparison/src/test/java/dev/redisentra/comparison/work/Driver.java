package dev.redisentra.comparison.work;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

import dev.redisentra.core.auth.CredentialSource;
import org.jspecify.annotations.Nullable;

/** What the work needs of a client, in the client's own idiom. Thread-safe. Closing it closes all that it opened. */
abstract class Driver implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Deque<Runnable> closings = new ArrayDeque<>();
    /** Of redis-entra, opened first: its first token is on its way while a client is made. */
    final Optional<CredentialSource> source;

    Driver(Login login) {
        source = login.source();
        source.ifPresent(opened -> atEnd(opened::close));
    }

    /** The latest comes first. */
    final void atEnd(Runnable closing) {
        closings.push(closing);
    }

    abstract byte @Nullable [] get(String key);

    abstract void set(String key, byte[] value);

    /** So many GETs in one pipeline. */
    abstract void pipeline(String key, int commands);

    abstract void push(String queue, byte[] element);

    /** Waits a second at most; null for nothing. */
    abstract byte @Nullable [] pop(String queue);

    abstract void publish(String channel, byte[] message);

    /** Returns when the subscription stands; running what it returns ends it. */
    abstract Runnable subscribe(String channel, Consumer<byte[]> listener);

    @Override
    public final void close() {
        closings.forEach(Runnable::run);
    }
}
