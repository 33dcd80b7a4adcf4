package dev.redisentra.sample.redis;

import java.time.Duration;
import java.util.Optional;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.jedis.JedisClients;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/** The sample on Jedis: each command borrows a connection from the pool. */
final class JedisOperations implements RedisOperations {
    private final UnifiedJedis jedis;

    private JedisOperations(UnifiedJedis jedis) {
        this.jedis = jedis;
    }

    static RedisOperations connect(RedisSettings settings, CredentialSource source) {
        UnifiedJedis jedis = switch (settings.topology()) {
            case STANDALONE -> JedisClients.standalone(settings, source);
            case CLUSTER -> JedisClients.cluster(settings, source);
        };
        try {
            // The pool connects on first use; a service should know at once whether it can.
            jedis.ping();
            return new JedisOperations(jedis);
        } catch (RuntimeException e) {
            jedis.close();
            throw e;
        }
    }

    @Override
    public RedisClientChoice client() {
        return RedisClientChoice.JEDIS;
    }

    @Override
    public void set(String key, String value, @Nullable Duration timeToLive) {
        SetParams parameters = new SetParams();
        jedis.set(key, value, timeToLive == null ? parameters : parameters.ex(timeToLive.toSeconds()));
    }

    @Override
    public Optional<String> get(String key) {
        return Optional.ofNullable(jedis.get(key));
    }

    @Override
    public boolean delete(String key) {
        return jedis.del(key) > 0;
    }

    @Override
    public long increment(String key) {
        return jedis.incr(key);
    }

    @Override
    public void close() {
        jedis.close();
    }
}
