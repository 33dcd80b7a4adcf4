package dev.redisentra.jedis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.JedisShardedPubSub;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.args.ListDirection;
import redis.clients.jedis.exceptions.JedisBroadcastException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.params.XReadParams;
import redis.clients.jedis.providers.PooledConnectionProvider;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.Tuple;
import redis.clients.jedis.util.JedisClusterCRC16;
import redis.clients.jedis.util.KeyValue;

/** Jedis in the contract's terms; how the client was made is not its business. */
final class JedisUnderTest implements ClientUnderTest {
    /** Since Jedis 7.2. */
    static final boolean HAS_REDIS_CLIENT = hasRedisClient();

    private final UnifiedJedis client;
    private final Connections connections;
    private final Map<String, StreamEntryID> lastIds = new ConcurrentHashMap<>();
    private final ExecutorService subscribers = Executors.newCachedThreadPool();

    /** With the types that there are since Jedis 7.2. */
    JedisUnderTest(UnifiedJedis client) {
        this(client, new Since72(client));
    }

    private JedisUnderTest(UnifiedJedis client, Connections connections) {
        this.client = client;
        this.connections = connections;
    }

    static JedisUnderTest standalone(RedisSettings settings, CredentialSource source) {
        if (HAS_REDIS_CLIENT) {
            return new JedisUnderTest(Since72.standalone(settings, source));
        }
        PooledConnectionProvider provider = new PooledConnectionProvider(
                address(settings),
                JedisClients.authenticate(JedisClients.clientConfig(settings), source),
                new ConnectionPoolConfig());
        try {
            // By name: it is not in Jedis 8.
            UnifiedJedis pooled = Class.forName("redis.clients.jedis.JedisPooled")
                    .asSubclass(UnifiedJedis.class)
                    .getConstructor(PooledConnectionProvider.class)
                    .newInstance(provider);
            return new JedisUnderTest(pooled, key -> provider.getConnection());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("deprecation") // what adopters of a Jedis before 7.2 have
    static JedisUnderTest cluster(RedisSettings settings, CredentialSource source) {
        if (HAS_REDIS_CLIENT) {
            return new JedisUnderTest(Since72.cluster(settings, source));
        }
        redis.clients.jedis.JedisCluster cluster = new redis.clients.jedis.JedisCluster(
                Set.of(address(settings)),
                JedisClients.authenticate(JedisClients.clientConfig(settings), source),
                new ConnectionPoolConfig());
        return new JedisUnderTest(cluster, new Connections() {
            @Override
            public Connection of(String key) {
                return cluster.getConnectionFromSlot(slot(cluster, key));
            }

            @Override
            public void subscribe(JedisShardedPubSub sharded, String channel) {
                cluster.ssubscribe(sharded, channel);
            }
        });
    }

    /** Jedis itself. */
    UnifiedJedis jedis() {
        return client;
    }

    private static HostAndPort address(RedisSettings settings) {
        return new HostAndPort(settings.host(), settings.port());
    }

    @Override
    public String set(String key, String value) {
        return client.set(key, value);
    }

    @Override
    public @Nullable String get(String key) {
        return client.get(key);
    }

    @Override
    public long increment(String key) {
        return client.incr(key);
    }

    @Override
    public CompletionStage<Long> incrementAsync(String key) {
        throw new Lacking("Jedis waits for each command");
    }

    @Override
    public long incrementByScript(String key) {
        return (Long) client.eval("return redis.call('INCR', KEYS[1])", 1, key);
    }

    @Override
    public long incrementByFunction(String key) {
        return (Long) client.fcall("contract_increment", List.of(key), List.of());
    }

    @Override
    public CompletionStage<Long> incrementReactively(String key) {
        throw new Lacking("Jedis has no reactive API");
    }

    @Override
    public void keyless() {
        while (true) {
            try {
                client.ping();
                return;
            } catch (JedisBroadcastException e) {
                if (HAS_REDIS_CLIENT || !e.getReplies().values().stream().allMatch(JedisUnderTest::answeredOrCut)) {
                    throw e;
                }
            }
        }
    }

    /**
     * JedisCluster sends PING to all nodes, and does not try again what comes to a connection that was cut while it lay
     * in the pool: each fails once.
     */
    private static boolean answeredOrCut(Object reply) {
        return !(reply instanceof Throwable) || reply instanceof JedisConnectionException;
    }

    @Override
    public @Nullable String take(Blocking way, String key, Duration timeout) {
        double seconds = timeout.toMillis() / 1000.0;
        return switch (way) {
            case BLPOP -> {
                KeyValue<String, String> popped = client.blpop(seconds, key);
                yield popped == null ? null : popped.getValue();
            }
            case BLMOVE -> client.blmove(key, key + ":taken", ListDirection.LEFT, ListDirection.RIGHT, seconds);
            case BZPOPMIN -> {
                KeyValue<String, Tuple> lowest = client.bzpopmin(seconds, key);
                yield lowest == null ? null : lowest.getValue().getElement();
            }
            case XREAD -> {
                StreamEntryID after = lastIds.getOrDefault(key, new StreamEntryID());
                yield element(
                        key,
                        client.xread(
                                XReadParams.xReadParams()
                                        .block((int) timeout.toMillis())
                                        .count(1),
                                Map.of(key, after)));
            }
            case XREADGROUP ->
                element(
                        key,
                        client.xreadGroup(
                                "us",
                                "me",
                                XReadGroupParams.xReadGroupParams()
                                        .block((int) timeout.toMillis())
                                        .count(1)
                                        .noAck(),
                                Map.of(key, StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY)));
        };
    }

    private @Nullable String element(String key, @Nullable List<Map.Entry<String, List<StreamEntry>>> read) {
        if (read == null || read.isEmpty()) {
            return null;
        }
        StreamEntry entry = read.get(0).getValue().get(0);
        lastIds.put(key, entry.getID());
        return entry.getFields().get("element");
    }

    @Override
    public Subscription subscribe(Channel kind, String name, Consumer<String> listener) {
        CountDownLatch subscribed = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        if (kind == Channel.SHARDED) {
            JedisShardedPubSub sharded = new JedisShardedPubSub() {
                @Override
                public void onSSubscribe(String channel, int count) {
                    subscribed.countDown();
                }

                @Override
                public void onSUnsubscribe(String channel, int count) {
                    await(left);
                }

                @Override
                public void onSMessage(String channel, String message) {
                    listener.accept(message);
                }
            };
            Future<?> reading = subscribers.submit(() -> connections.subscribe(sharded, name));
            return subscription(subscribed, reading, sharded::sunsubscribe, left);
        }
        JedisPubSub plain = new JedisPubSub() {
            @Override
            public void onSubscribe(String channel, int count) {
                subscribed.countDown();
            }

            @Override
            public void onPSubscribe(String pattern, int count) {
                subscribed.countDown();
            }

            @Override
            public void onUnsubscribe(String channel, int count) {
                await(left);
            }

            @Override
            public void onPUnsubscribe(String pattern, int count) {
                await(left);
            }

            @Override
            public void onMessage(String channel, String message) {
                listener.accept(message);
            }

            @Override
            public void onPMessage(String pattern, String channel, String message) {
                listener.accept(message);
            }
        };
        boolean pattern = kind == Channel.PATTERN;
        Future<?> reading = subscribers.submit(() -> {
            if (pattern) {
                client.psubscribe(plain, name);
            } else {
                client.subscribe(plain, name);
            }
        });
        return subscription(subscribed, reading, pattern ? plain::punsubscribe : plain::unsubscribe, left);
    }

    /**
     * A subscriber gives its connection back as soon as the server has confirmed, and Jedis's buffer is not cleared before
     * the one who unsubscribes is back from the write: the next user's bytes would be mixed with his. So he is waited for.
     */
    private static Subscription subscription(
            CountDownLatch subscribed, Future<?> reading, Runnable unsubscribe, CountDownLatch left) {
        if (!await(subscribed)) {
            throw new IllegalStateException("not subscribed within a minute");
        }
        return new Subscription() {
            @Override
            public void outlivesItsConnection() {
                throw new Lacking("Jedis tells a subscriber that its connection is lost, who subscribes again");
            }

            @Override
            public boolean isLost() {
                return reading.isDone();
            }

            @Override
            public void close() {
                try {
                    try {
                        unsubscribe.run();
                    } finally {
                        left.countDown();
                    }
                    reading.get(60, TimeUnit.SECONDS);
                } catch (Exception e) {
                    throw new IllegalStateException("the subscriber died", e);
                }
            }
        };
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Held hold(String key) {
        return new HeldConnection(connections.of(key));
    }

    @Override
    public void close() {
        subscribers.shutdownNow();
        client.close();
    }

    private static boolean hasRedisClient() {
        try {
            Class.forName("redis.clients.jedis.RedisClient");
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static int slot(UnifiedJedis cluster, String key) {
        // The first connection learns the topology.
        cluster.get(key);
        return JedisClusterCRC16.getSlot(key);
    }

    /** What the types of client do each for itself. */
    @FunctionalInterface
    private interface Connections {
        Connection of(String key);

        default void subscribe(JedisShardedPubSub sharded, String channel) {
            throw new Lacking("not in a cluster");
        }
    }

    /** Not loaded where there are no such types. */
    private record Since72(UnifiedJedis client) implements Connections {
        static UnifiedJedis standalone(RedisSettings settings, CredentialSource source) {
            return JedisClients.standalone(settings, source);
        }

        static UnifiedJedis cluster(RedisSettings settings, CredentialSource source) {
            return JedisClients.cluster(settings, source);
        }

        @Override
        public Connection of(String key) {
            return client instanceof RedisClusterClient cluster
                    ? cluster.getConnectionFromSlot(slot(cluster, key))
                    : ((RedisClient) client).getPool().getResource();
        }

        @Override
        public void subscribe(JedisShardedPubSub sharded, String channel) {
            ((RedisClusterClient) client).ssubscribe(sharded, channel);
        }
    }

    private record HeldConnection(Connection connection) implements Held {
        @Override
        public long increment(String key) {
            connection.sendCommand(Protocol.Command.INCR, key.getBytes(StandardCharsets.UTF_8));
            return connection.getIntegerReply();
        }

        @Override
        public Pipeline pipeline() {
            redis.clients.jedis.Pipeline pipeline = new redis.clients.jedis.Pipeline(connection);
            List<Response<Long>> answers = new ArrayList<>();
            return new Pipeline() {
                @Override
                public void increment(String key) {
                    answers.add(pipeline.incr(key));
                }

                @Override
                public List<Long> finish() {
                    pipeline.sync();
                    return answers.stream().map(Response::get).toList();
                }
            };
        }

        @Override
        public void watch(String key) {
            connection.sendCommand(Protocol.Command.WATCH, key.getBytes(StandardCharsets.UTF_8));
            connection.getStatusCodeReply();
        }

        @Override
        public Transaction multi() {
            AbstractTransaction transaction = new redis.clients.jedis.Transaction(connection, true, false);
            return new Transaction() {
                @Override
                public void increment(String key) {
                    transaction.incr(key);
                }

                @Override
                public @Nullable List<Long> exec() {
                    List<Object> answers = transaction.exec();
                    return answers == null
                            ? null
                            : answers.stream().map(Long.class::cast).toList();
                }

                @Override
                public void discard() {
                    transaction.discard();
                }
            };
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
