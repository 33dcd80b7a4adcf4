package dev.redisentra.sample.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import dev.redisentra.sample.redis.RedisOperations.Subscription;

/** One subscription for each channel, however many listen to it; the last to go lets go of it. Thread-safe. */
final class Channels {
    /** What a client does: subscribes, and returns when that is in place. */
    @FunctionalInterface
    interface Wire {
        Subscription subscribe(String channel, Consumer<String> deliver);
    }

    private record Channel(List<Consumer<String>> listeners, Subscription subscription) {}

    private final Map<String, Channel> channels = new HashMap<>();
    private final Wire wire;

    Channels(Wire wire) {
        this.wire = wire;
    }

    /** Listens to a channel, and subscribes to it where nobody did. */
    synchronized Subscription listen(String name, Consumer<String> listener) {
        Channel channel = channels.get(name);
        if (channel == null) {
            List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
            channel = new Channel(
                    listeners, wire.subscribe(name, message -> listeners.forEach(each -> each.accept(message))));
            channels.put(name, channel);
        }
        channel.listeners.add(listener);
        AtomicBoolean ended = new AtomicBoolean();
        return () -> {
            if (ended.compareAndSet(false, true)) {
                leave(name, listener);
            }
        };
    }

    private synchronized void leave(String name, Consumer<String> listener) {
        Channel channel = channels.get(name);
        if (channel != null && channel.listeners.remove(listener) && channel.listeners.isEmpty()) {
            channels.remove(name);
            channel.subscription.close();
        }
    }

    /** Ends them all. */
    synchronized void close() {
        channels.values().forEach(channel -> channel.subscription.close());
        channels.clear();
    }
}
