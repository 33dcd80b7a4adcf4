package dev.redisentra.sample.redis;

import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.lettuce.LettuceClients;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.SetArgs;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.support.ConnectionPoolSupport;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The sample on Lettuce: one connection (one a node in a cluster) that all threads share. What would hold the others up,
 * a block or an open transaction, gets a connection from a pool; subscriptions share one of their own.
 */
final class LettuceOperations implements RedisOperations {
    /** As long as a command may take. */
    private static final Duration LONGEST_WAIT_FOR_A_CONNECTION = Duration.ofSeconds(10);

    /** How many transactions may run beside those that block. */
    private static final int TRANSACTIONS = 8;

    private final AbstractRedisClient client;
    private final StatefulConnection<String, String> shared;
    private final RedisClusterCommands<String, String> commands;
    private final GenericObjectPool<StatefulConnection<String, String>> pool;
    private final Subscriber subscriber;
    private final Channels channels;

    private LettuceOperations(
            AbstractRedisClient client,
            Supplier<StatefulConnection<String, String>> connect,
            Supplier<StatefulRedisPubSubConnection<String, String>> connectPubSub) {
        this.client = client;
        shared = connect.get();
        commands = commands(shared);
        GenericObjectPoolConfig<StatefulConnection<String, String>> config = new GenericObjectPoolConfig<>();
        config.setMaxTotal(MOST_BLOCKED + TRANSACTIONS);
        config.setMaxIdle(TRANSACTIONS);
        config.setMaxWait(LONGEST_WAIT_FOR_A_CONNECTION);
        pool = ConnectionPoolSupport.createGenericObjectPool(connect, config, false);
        subscriber = new Subscriber(connectPubSub);
        channels = new Channels(subscriber);
    }

    static RedisOperations connect(RedisSettings settings, CredentialSource source) {
        return switch (settings.topology()) {
            case STANDALONE -> standalone(LettuceClients.standalone(settings, source));
            case CLUSTER -> cluster(LettuceClients.cluster(settings, source));
        };
    }

    private static RedisOperations standalone(RedisClient client) {
        try {
            return new LettuceOperations(client, client::connect, client::connectPubSub);
        } catch (RuntimeException e) {
            client.shutdown();
            throw e;
        }
    }

    private static RedisOperations cluster(RedisClusterClient client) {
        try {
            return new LettuceOperations(client, client::connect, client::connectPubSub);
        } catch (RuntimeException e) {
            client.shutdown();
            throw e;
        }
    }

    @Override
    public RedisClientChoice client() {
        return RedisClientChoice.LETTUCE;
    }

    @Override
    public void set(String key, String value, @Nullable Duration timeToLive) {
        commands.set(key, value, timeToLive == null ? new SetArgs() : SetArgs.Builder.ex(timeToLive));
    }

    @Override
    public Optional<String> get(String key) {
        return Optional.ofNullable(commands.get(key));
    }

    @Override
    public boolean delete(String key) {
        return commands.del(key) > 0;
    }

    @Override
    public long increment(String key) {
        return commands.incr(key);
    }

    @Override
    public List<Long> incrementBoth(String first, String second) {
        return exclusively(connection -> {
            RedisCommands<String, String> node = node(connection, first);
            node.multi();
            node.incr(first);
            node.incr(second);
            TransactionResult result = node.exec();
            return List.of(number(result.get(0)), number(result.get(1)));
        });
    }

    /** A command that failed inside EXEC leaves its error in its place. */
    private static Long number(Object reply) {
        if (reply instanceof RedisException failure) {
            throw failure;
        }
        return (Long) reply;
    }

    @Override
    public void push(String queue, String value) {
        commands.rpush(queue, value);
    }

    @Override
    public void putBack(String queue, String value) {
        commands.lpush(queue, value);
    }

    @Override
    public Optional<String> pop(String queue, Duration timeout) {
        return exclusively(
                connection -> Optional.ofNullable(commands(connection).blpop(timeout.toSeconds(), queue))
                        .map(KeyValue::getValue));
    }

    @Override
    public long publish(String channel, String message) {
        return commands.publish(channel, message);
    }

    @Override
    public Subscription subscribe(String channel, Consumer<String> listener) {
        return channels.listen(channel, listener);
    }

    @Override
    public void close() {
        channels.close();
        subscriber.close();
        pool.close();
        shared.close();
        client.shutdown();
    }

    /** A connection that failed in the middle of something is not lent again. */
    private <T> T exclusively(Function<StatefulConnection<String, String>, T> use) {
        StatefulConnection<String, String> connection;
        try {
            connection = pool.borrowObject();
        } catch (NoSuchElementException e) {
            throw new RedisException("All connections for transactions and blocking commands are in use", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new RedisException(e);
        }
        boolean done = false;
        try {
            T result = use.apply(connection);
            done = true;
            return result;
        } finally {
            if (done) {
                pool.returnObject(connection);
            } else {
                discard(connection);
            }
        }
    }

    private void discard(StatefulConnection<String, String> connection) {
        try {
            pool.invalidateObject(connection);
        } catch (Exception e) {
            // It is out of the pool, whatever it said when it was closed.
        }
    }

    private static RedisClusterCommands<String, String> commands(StatefulConnection<String, String> connection) {
        return connection instanceof StatefulRedisClusterConnection<String, String> cluster
                ? cluster.sync()
                : ((StatefulRedisConnection<String, String>) connection).sync();
    }

    /** The node that has the key: a transaction lives on one connection. */
    private static RedisCommands<String, String> node(StatefulConnection<String, String> connection, String key) {
        if (connection instanceof StatefulRedisClusterConnection<String, String> cluster) {
            return cluster.getConnection(cluster.getPartitions()
                            .getPartitionBySlot(SlotHash.getSlot(key))
                            .getNodeId())
                    .sync();
        }
        return ((StatefulRedisConnection<String, String>) connection).sync();
    }

    /** The connection of all subscriptions, made for the first. Lettuce subscribes again where it was lost. */
    private static final class Subscriber implements Channels.Wire {
        private final Supplier<StatefulRedisPubSubConnection<String, String>> connect;
        private @Nullable StatefulRedisPubSubConnection<String, String> connection;

        Subscriber(Supplier<StatefulRedisPubSubConnection<String, String>> connect) {
            this.connect = connect;
        }

        @Override
        public Subscription subscribe(String channel, Consumer<String> deliver) {
            StatefulRedisPubSubConnection<String, String> open = connection();
            RedisPubSubAdapter<String, String> listener = new RedisPubSubAdapter<>() {
                @Override
                public void message(String from, String message) {
                    if (from.equals(channel)) {
                        deliver.accept(message);
                    }
                }
            };
            open.addListener(listener);
            try {
                open.sync().subscribe(channel);
            } catch (RuntimeException e) {
                open.removeListener(listener);
                throw e;
            }
            return () -> {
                open.removeListener(listener);
                // Not waited for: whoever leaves need not care whether the connection is there just now.
                var unused = open.async().unsubscribe(channel);
            };
        }

        private synchronized StatefulRedisPubSubConnection<String, String> connection() {
            StatefulRedisPubSubConnection<String, String> open = connection;
            if (open == null) {
                open = connect.get();
                connection = open;
            }
            return open;
        }

        synchronized void close() {
            if (connection != null) {
                connection.close();
            }
        }
    }

    /** Picked by {@code redis.client}; what stands in place of none. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "redis.client", havingValue = "lettuce", matchIfMissing = true)
    static class Wiring {
        @Bean
        RedisConnector lettuce() {
            return LettuceOperations::connect;
        }
    }
}
