package dev.redisentra.sample.redis;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.jedis.JedisClients;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.util.JedisClusterCRC16;
import redis.clients.jedis.util.KeyValue;

/**
 * The sample on Jedis: each command borrows a connection from the pool, and a block or a transaction keeps it for as
 * long. The pool has room for those, so that no command need wait for them; subscriptions have a pool of their own.
 */
final class JedisOperations implements RedisOperations {
    /** Jedis's own default, for commands and transactions. */
    private static final int FOR_COMMANDS = 8;

    /** For a connection from the pool, and for the answer to a block that has ended. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final UnifiedJedis jedis;
    private final IntFunction<Connection> connectionOfSlot;
    private final UnifiedJedis subscribing;
    private final Channels channels;

    private JedisOperations(UnifiedJedis jedis, IntFunction<Connection> connectionOfSlot, UnifiedJedis subscribing) {
        this.jedis = jedis;
        this.connectionOfSlot = connectionOfSlot;
        this.subscribing = subscribing;
        channels = new Channels((channel, deliver) -> JedisSubscription.start(subscribing, channel, deliver));
    }

    static RedisOperations connect(RedisSettings settings, CredentialSource source) {
        JedisClientConfig config = JedisClients.authenticate(JedisClients.clientConfig(settings), source);
        JedisClientConfig blocking = DefaultJedisClientConfig.builder()
                .from(config)
                // Jedis's default is to wait for ever once a command blocks.
                .blockingSocketTimeoutMillis(
                        Math.toIntExact(LONGEST_BLOCK.plus(PATIENCE).toMillis()))
                .build();
        return switch (settings.topology()) {
            case STANDALONE -> {
                RedisClient jedis = standalone(settings, blocking, FOR_COMMANDS + MOST_BLOCKED);
                yield connected(new JedisOperations(
                        jedis, slot -> jedis.getPool().getResource(), standalone(settings, config, MOST_CHANNELS)));
            }
            case CLUSTER -> {
                RedisClusterClient jedis = cluster(settings, blocking, FOR_COMMANDS + MOST_BLOCKED);
                yield connected(new JedisOperations(
                        jedis, jedis::getConnectionFromSlot, cluster(settings, config, MOST_CHANNELS)));
            }
        };
    }

    /** The pool connects on first use; a service should know at once whether it can. */
    private static RedisOperations connected(JedisOperations operations) {
        try {
            operations.jedis.ping();
            return operations;
        } catch (RuntimeException e) {
            operations.close();
            throw e;
        }
    }

    private static RedisClient standalone(RedisSettings settings, JedisClientConfig config, int connections) {
        return RedisClient.builder()
                .hostAndPort(address(settings))
                .clientConfig(config)
                .poolConfig(pool(connections))
                .build();
    }

    private static RedisClusterClient cluster(RedisSettings settings, JedisClientConfig config, int connections) {
        return RedisClusterClient.builder()
                .nodes(Set.of(address(settings)))
                .clientConfig(config)
                .poolConfig(pool(connections))
                .build();
    }

    private static HostAndPort address(RedisSettings settings) {
        return new HostAndPort(settings.host(), settings.port());
    }

    private static ConnectionPoolConfig pool(int connections) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(FOR_COMMANDS);
        pool.setMaxWait(PATIENCE);
        return pool;
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
    public List<Long> incrementBoth(String first, String second) {
        try (Connection connection = connectionOfSlot.apply(JedisClusterCRC16.getSlot(first));
                Transaction transaction = new Transaction(connection)) {
            Response<Long> one = transaction.incr(first);
            Response<Long> other = transaction.incr(second);
            transaction.exec();
            return List.of(one.get(), other.get());
        }
    }

    @Override
    public void push(String queue, String value) {
        jedis.rpush(queue, value);
    }

    @Override
    public void putBack(String queue, String value) {
        jedis.lpush(queue, value);
    }

    @Override
    public Optional<String> pop(String queue, Duration timeout) {
        return Optional.ofNullable(jedis.blpop((double) timeout.toSeconds(), queue))
                .map(KeyValue::getValue);
    }

    @Override
    public long publish(String channel, String message) {
        return jedis.publish(channel, message);
    }

    @Override
    public Subscription subscribe(String channel, Consumer<String> listener) {
        return channels.listen(channel, listener);
    }

    @Override
    public void close() {
        channels.close();
        subscribing.close();
        jedis.close();
    }

    /** Picked by {@code redis.client}. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "redis.client", havingValue = "jedis")
    static class Wiring {
        @Bean
        RedisConnector jedis() {
            return JedisOperations::connect;
        }
    }
}
