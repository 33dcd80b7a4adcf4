package dev.redisentra.sample.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.redisentra.core.auth.Redaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One channel, on a thread and a connection of its own, for Jedis's {@code subscribe} blocks as long as it lasts. A lost
 * connection is made anew; the first is not, for there is somebody who waits for it and is told.
 */
final class JedisSubscription implements RedisOperations.Subscription {
    private static final Logger log = LoggerFactory.getLogger(JedisSubscription.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final UnifiedJedis jedis;
    private final String channel;
    private final Consumer<String> deliver;
    private final CompletableFuture<Void> inPlace = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile PubSub current = new PubSub();

    private JedisSubscription(UnifiedJedis jedis, String channel, Consumer<String> deliver) {
        this.jedis = jedis;
        this.channel = channel;
        this.deliver = deliver;
    }

    /** Returns when the subscription is in place. */
    static RedisOperations.Subscription start(UnifiedJedis jedis, String channel, Consumer<String> deliver) {
        JedisSubscription subscription = new JedisSubscription(jedis, channel, deliver);
        Thread thread = new Thread(subscription::run, "jedis-subscription");
        thread.setDaemon(true);
        thread.start();
        try {
            subscription
                    .inPlace
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
            return subscription;
        } catch (CompletionException e) {
            subscription.close();
            throw e.getCause() instanceof JedisException failure ? failure : new JedisException(e.getCause());
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!isClosed()) {
            PubSub attempt = new PubSub();
            current = attempt;
            try {
                jedis.subscribe(attempt, channel);
            } catch (RuntimeException e) {
                if (inPlace.completeExceptionally(e)) {
                    return;
                }
                if (!isClosed()) {
                    log.warn("A subscription was lost and is made again: {}", Redaction.of(e.toString()));
                }
            }
            pause = attempt.began ? FIRST_PAUSE : min(pause.multipliedBy(2), LONGEST_PAUSE);
            if (isClosed(pause)) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        current.end();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private boolean isClosed(Duration within) {
        try {
            return closed.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private final class PubSub extends JedisPubSub {
        private volatile boolean began;

        @Override
        public void onSubscribe(String to, int count) {
            began = true;
            inPlace.complete(null);
            if (isClosed()) {
                end(); // closed in between, when there was nothing to unsubscribe from
            }
        }

        @Override
        public synchronized void onUnsubscribe(String from, int count) {
            // The connection goes back to the pool now: the thread that unsubscribed has finished writing on it.
        }

        @Override
        public void onMessage(String from, String message) {
            deliver.accept(message);
        }

        synchronized void end() {
            try {
                if (isSubscribed()) {
                    unsubscribe();
                }
            } catch (JedisException e) {
                // The connection is gone, and the subscription with it.
            }
        }
    }
}
