package dev.redisentra.lettuce;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.redisentra.contract.ClientUnderTest;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.KeyValue;
import io.lettuce.core.LMoveArgs;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.reactive.RedisClusterReactiveCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.jspecify.annotations.Nullable;

/** Lettuce in the contract's terms; how the client was made is not its business. */
final class LettuceUnderTest implements ClientUnderTest {
    private static final io.lettuce.core.Consumer<String> US = io.lettuce.core.Consumer.from("us", "me");

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration FOR_EVER = Duration.ofHours(1);

    private final AbstractRedisClient client;
    private final RedisClusterAsyncCommands<String, String> shared;
    private final RedisClusterReactiveCommands<String, String> reactive;
    private final ThreadLocal<RedisClusterAsyncCommands<String, String>> blocked;
    private final Map<String, String> lastIds = new ConcurrentHashMap<>();

    LettuceUnderTest(AbstractRedisClient client) {
        this.client = client;
        if (client instanceof RedisClusterClient cluster) {
            StatefulRedisClusterConnection<String, String> connection = connect(cluster, TIMEOUT);
            shared = connection.async();
            reactive = connection.reactive();
        } else {
            StatefulRedisConnection<String, String> connection = connect((RedisClient) client, TIMEOUT);
            shared = connection.async();
            reactive = connection.reactive();
        }
        // An infinite block must have no time-out in the client.
        blocked = ThreadLocal.withInitial(() -> client instanceof RedisClusterClient cluster
                ? connect(cluster, FOR_EVER).async()
                : connect((RedisClient) client, FOR_EVER).async());
    }

    private static StatefulRedisClusterConnection<String, String> connect(RedisClusterClient client, Duration timeout) {
        StatefulRedisClusterConnection<String, String> connection = client.connect();
        connection.setTimeout(timeout);
        return connection;
    }

    private static StatefulRedisConnection<String, String> connect(RedisClient client, Duration timeout) {
        StatefulRedisConnection<String, String> connection = client.connect();
        connection.setTimeout(timeout);
        return connection;
    }

    private static <T> @Nullable T answer(RedisFuture<T> future) {
        return LettuceFutures.awaitOrCancel(future, TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    private static <T> T present(RedisFuture<T> future) {
        return java.util.Objects.requireNonNull(answer(future));
    }

    @Override
    public String set(String key, String value) {
        return present(shared.set(key, value));
    }

    @Override
    public @Nullable String get(String key) {
        return answer(shared.get(key));
    }

    @Override
    public long increment(String key) {
        return present(shared.incr(key));
    }

    @Override
    public CompletionStage<Long> incrementAsync(String key) {
        return shared.incr(key);
    }

    @Override
    public long incrementByScript(String key) {
        return present(shared.eval("return redis.call('INCR', KEYS[1])", ScriptOutputType.INTEGER, key));
    }

    @Override
    public long incrementByFunction(String key) {
        return LettuceUnderTest.<Long>present(shared.fcall("contract_increment", ScriptOutputType.INTEGER, key));
    }

    @Override
    public CompletionStage<Long> incrementReactively(String key) {
        return reactive.incr(key).toFuture();
    }

    @Override
    public void keyless() {
        answer(shared.echo("hello"));
    }

    @Override
    @SuppressWarnings("unchecked") // generic varargs of Lettuce
    public @Nullable String take(Blocking way, String key, Duration timeout) {
        RedisClusterAsyncCommands<String, String> commands = blocked.get();
        double seconds = timeout.toMillis() / 1000.0;
        return switch (way) {
            case BLPOP -> value(forEver(commands.blpop(seconds, key)));
            case BLMOVE -> forEver(commands.blmove(key, key + ":taken", LMoveArgs.Builder.leftRight(), seconds));
            case BZPOPMIN -> {
                KeyValue<String, ScoredValue<String>> lowest = forEver(commands.bzpopmin(seconds, key));
                yield lowest == null ? null : lowest.getValue().getValue();
            }
            case XREAD -> {
                String after = lastIds.getOrDefault(key, "0");
                yield element(
                        key,
                        forEver(commands.xread(
                                XReadArgs.Builder.block(timeout).count(1), StreamOffset.from(key, after))));
            }
            case XREADGROUP ->
                element(
                        key,
                        forEver(commands.xreadgroup(
                                US,
                                XReadArgs.Builder.block(timeout).count(1).noack(true),
                                StreamOffset.lastConsumed(key))));
        };
    }

    private static @Nullable String value(@Nullable KeyValue<String, String> popped) {
        return popped == null ? null : popped.getValueOrElse(null);
    }

    private @Nullable String element(String key, @Nullable List<StreamMessage<String, String>> read) {
        if (read == null || read.isEmpty()) {
            return null;
        }
        lastIds.put(key, read.get(0).getId());
        return read.get(0).getBody().get("element");
    }

    private static <T> @Nullable T forEver(RedisFuture<T> future) {
        return LettuceFutures.awaitOrCancel(future, FOR_EVER.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public Subscription subscribe(Channel kind, String name, Consumer<String> listener) {
        StatefulRedisPubSubConnection<String, String> connection = client instanceof RedisClusterClient cluster
                ? cluster.connectPubSub()
                : ((RedisClient) client).connectPubSub();
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                listener.accept(message);
            }

            @Override
            public void message(String pattern, String channel, String message) {
                listener.accept(message);
            }

            @Override
            public void smessage(String shardChannel, String message) {
                listener.accept(message);
            }
        });
        answer(
                switch (kind) {
                    case CHANNEL -> connection.async().subscribe(name);
                    case PATTERN -> connection.async().psubscribe(name);
                    case SHARDED -> connection.async().ssubscribe(name);
                });
        return connection::close;
    }

    @Override
    public Held hold(String key) {
        if (client instanceof RedisClusterClient cluster) {
            StatefulRedisClusterConnection<String, String> all = cluster.connect();
            String node = all.getPartitions()
                    .getPartitionBySlot(SlotHash.getSlot(key))
                    .getNodeId();
            return new HeldConnection(all, all.getConnection(node));
        }
        StatefulRedisConnection<String, String> one = ((RedisClient) client).connect();
        return new HeldConnection(one, one);
    }

    @Override
    public void close() {
        client.shutdown(0, 2, TimeUnit.SECONDS);
    }

    private record HeldConnection(
            StatefulConnection<String, String> owner, StatefulRedisConnection<String, String> connection)
            implements Held {

        private RedisAsyncCommands<String, String> commands() {
            return connection.async();
        }

        @Override
        public long increment(String key) {
            return present(commands().incr(key));
        }

        @Override
        public Pipeline pipeline() {
            connection.setAutoFlushCommands(false);
            List<RedisFuture<Long>> answers = new ArrayList<>();
            return new Pipeline() {
                @Override
                public void increment(String key) {
                    answers.add(commands().incr(key));
                }

                @Override
                public List<Long> finish() {
                    connection.flushCommands();
                    connection.setAutoFlushCommands(true);
                    return answers.stream().map(LettuceUnderTest::present).toList();
                }
            };
        }

        @Override
        public void watch(String key) {
            answer(commands().watch(key));
        }

        @Override
        public Transaction multi() {
            answer(commands().multi());
            return new Transaction() {
                @Override
                public void increment(String key) {
                    var unused = commands().incr(key);
                }

                @Override
                public @Nullable List<Long> exec() {
                    TransactionResult result = present(commands().exec());
                    return result.wasDiscarded()
                            ? null
                            : result.stream().map(Long.class::cast).toList();
                }

                @Override
                public void discard() {
                    answer(commands().discard());
                }
            };
        }

        @Override
        public void close() {
            owner.close();
        }
    }
}
