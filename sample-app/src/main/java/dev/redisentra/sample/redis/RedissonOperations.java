package dev.redisentra.sample.redis;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.redisson.RedissonClients;
import org.jspecify.annotations.Nullable;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RBlockingDeque;
import org.redisson.api.RBucket;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The sample on Redisson: objects by name, on Redisson's own pool. */
final class RedissonOperations implements RedisOperations {
    private final RedissonClient redisson;

    private RedissonOperations(RedissonClient redisson) {
        this.redisson = redisson;
    }

    static RedisOperations connect(RedisSettings settings, CredentialSource source) {
        return new RedissonOperations(
                switch (settings.topology()) {
                    case STANDALONE -> RedissonClients.standalone(settings, source);
                    case CLUSTER -> RedissonClients.cluster(settings, source);
                });
    }

    @Override
    public RedisClientChoice client() {
        return RedisClientChoice.REDISSON;
    }

    @Override
    public void set(String key, String value, @Nullable Duration timeToLive) {
        if (timeToLive == null) {
            bucket(key).set(value);
        } else {
            bucket(key).set(value, timeToLive);
        }
    }

    @Override
    public Optional<String> get(String key) {
        return Optional.ofNullable(bucket(key).get());
    }

    @Override
    public boolean delete(String key) {
        return bucket(key).delete();
    }

    @Override
    public long increment(String key) {
        return redisson.getAtomicLong(key).incrementAndGet();
    }

    @Override
    public List<Long> incrementBoth(String first, String second) {
        // Gathered here and sent as one transaction: nothing of the client's own can come between.
        RBatch batch = redisson.createBatch(
                BatchOptions.defaults().executionMode(BatchOptions.ExecutionMode.IN_MEMORY_ATOMIC));
        var unused = batch.getAtomicLong(first).incrementAndGetAsync();
        unused = batch.getAtomicLong(second).incrementAndGetAsync();
        List<?> numbers = batch.execute().getResponses();
        return List.of((Long) numbers.get(0), (Long) numbers.get(1));
    }

    @Override
    public void push(String queue, String value) {
        queue(queue).addLast(value);
    }

    @Override
    public void putBack(String queue, String value) {
        queue(queue).addFirst(value);
    }

    @Override
    public Optional<String> pop(String queue, Duration timeout) {
        try {
            return Optional.ofNullable(queue(queue).pollFirst(timeout.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public long publish(String channel, String message) {
        return topic(channel).publish(message);
    }

    @Override
    public Subscription subscribe(String channel, Consumer<String> listener) {
        int id = topic(channel).addListener(String.class, (from, message) -> listener.accept(message));
        AtomicBoolean ended = new AtomicBoolean();
        return () -> {
            if (ended.compareAndSet(false, true)) {
                topic(channel).removeListener(id);
            }
        };
    }

    @Override
    public void close() {
        redisson.shutdown();
    }

    private RBlockingDeque<String> queue(String name) {
        return redisson.getBlockingDeque(name, StringCodec.INSTANCE);
    }

    private RTopic topic(String name) {
        return redisson.getTopic(name, StringCodec.INSTANCE);
    }

    /** Plain text, so that the three clients read what the others wrote. */
    private RBucket<String> bucket(String key) {
        return redisson.getBucket(key, StringCodec.INSTANCE);
    }

    /** Picked by {@code redis.client}. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "redis.client", havingValue = "redisson")
    static class Wiring {
        @Bean
        RedisConnector redisson() {
            return RedissonOperations::connect;
        }
    }
}
