package dev.redisentra.sample.redis;

import java.time.Duration;
import java.util.Optional;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.redisson.RedissonClients;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RBucket;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

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
    public void close() {
        redisson.shutdown();
    }

    /** Plain text, so that the three clients read what the others wrote. */
    private RBucket<String> bucket(String key) {
        return redisson.getBucket(key, StringCodec.INSTANCE);
    }
}
