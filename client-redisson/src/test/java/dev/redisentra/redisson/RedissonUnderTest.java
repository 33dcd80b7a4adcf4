package dev.redisentra.redisson;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.redisentra.contract.ClientUnderTest;
import org.jspecify.annotations.Nullable;
import org.redisson.api.BatchOptions;
import org.redisson.api.BatchOptions.ExecutionMode;
import org.redisson.api.FunctionMode;
import org.redisson.api.FunctionResult;
import org.redisson.api.RBatch;
import org.redisson.api.RBlockingDeque;
import org.redisson.api.RPatternTopic;
import org.redisson.api.RScoredSortedSet;
import org.redisson.api.RScript;
import org.redisson.api.RShardedTopic;
import org.redisson.api.RStream;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.PlainOptions;
import org.redisson.api.queue.DequeMoveArgs;
import org.redisson.api.stream.StreamReadArgs;
import org.redisson.api.stream.StreamReadGroupArgs;
import org.redisson.client.codec.StringCodec;

/** Redisson in the contract's terms; how the client was made is not its business. */
final class RedissonUnderTest implements ClientUnderTest {
    private static final StringCodec CODEC = StringCodec.INSTANCE;

    /** As long as a mode's patience; the adapter's clients wait 5 s for an answer. */
    private static final Duration FOR_LARGE_VALUES = Duration.ofSeconds(40);

    /** It has another name before Redisson 4. */
    private static final RScript.ReturnType NUMBER = Arrays.stream(RScript.ReturnType.values())
            .filter(type -> type.name().equals("LONG") || type.name().equals("INTEGER"))
            .findFirst()
            .orElseThrow();

    private final RedissonClient client;
    private final Map<String, Object> lastIds = new ConcurrentHashMap<>();

    RedissonUnderTest(RedissonClient client) {
        this.client = client;
    }

    @Override
    public String set(String key, String value) {
        client.getBucket(key, CODEC).set(value);
        return "OK";
    }

    @Override
    public @Nullable String get(String key) {
        return client.<String>getBucket(key, CODEC).get();
    }

    @Override
    public String setLarge(String key, String value) {
        client.getBucket(large(key)).set(value);
        return "OK";
    }

    @Override
    public @Nullable String getLarge(String key) {
        return client.<String>getBucket(large(key)).get();
    }

    private static PlainOptions large(String key) {
        return PlainOptions.name(key).codec(CODEC).timeout(FOR_LARGE_VALUES);
    }

    @Override
    public long increment(String key) {
        return client.getAtomicLong(key).incrementAndGet();
    }

    @Override
    public CompletionStage<Long> incrementAsync(String key) {
        return client.getAtomicLong(key).incrementAndGetAsync();
    }

    @Override
    public long incrementByScript(String key) {
        return client.getScript(CODEC)
                .<Long>eval(RScript.Mode.READ_WRITE, "return redis.call('INCR', KEYS[1])", NUMBER, List.of(key));
    }

    @Override
    public long incrementByFunction(String key) {
        return client.getFunction(CODEC)
                .<Long>call(key, FunctionMode.WRITE, "contract_increment", FunctionResult.LONG, List.of(key));
    }

    @Override
    public CompletionStage<Long> incrementReactively(String key) {
        return client.reactive().getAtomicLong(key).incrementAndGet().toFuture();
    }

    @Override
    public void keyless() {
        client.getKeys().count();
    }

    @Override
    public @Nullable String take(Blocking way, String key, Duration timeout) {
        boolean forEver = timeout.isZero();
        try {
            return switch (way) {
                case BLPOP -> {
                    RBlockingDeque<String> queue = client.getBlockingDeque(key, CODEC);
                    yield forEver ? queue.take() : queue.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
                }
                case BLMOVE ->
                    client.<String>getBlockingDeque(key, CODEC)
                            .move(timeout, DequeMoveArgs.pollFirst().addLastTo(key + ":taken"));
                case BZPOPMIN -> {
                    RScoredSortedSet<String> set = client.getScoredSortedSet(key, CODEC);
                    yield forEver
                            ? set.takeFirst()
                            : set.pollFirst(timeout, 1).stream().findFirst().orElse(null);
                }
                case XREAD ->
                    element(
                            key,
                            stream(key)
                                    .read(after(lastIds.get(key), "ALL")
                                            .count(1)
                                            .timeout(timeout)));
                case XREADGROUP ->
                    element(
                            key,
                            stream(key)
                                    .readGroup(
                                            "us",
                                            "me",
                                            StreamReadGroupArgs.neverDelivered()
                                                    .count(1)
                                                    .noAck()
                                                    .timeout(timeout)));
            };
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private RStream<String, String> stream(String key) {
        return client.getStream(key, CODEC);
    }

    /** @param otherwise a constant of the ids' type, which is in one package before Redisson 4, and in another since. */
    static StreamReadArgs after(@Nullable Object id, String otherwise) {
        try {
            Method greaterThan = Arrays.stream(StreamReadArgs.class.getMethods())
                    .filter(method -> method.getName().equals("greaterThan"))
                    .findFirst()
                    .orElseThrow();
            Object last = id != null
                    ? id
                    : greaterThan.getParameterTypes()[0].getField(otherwise).get(null);
            return (StreamReadArgs) greaterThan.invoke(null, last);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable String element(String key, @Nullable Map<?, Map<String, String>> read) {
        if (read == null || read.isEmpty()) {
            return null;
        }
        Map.Entry<?, Map<String, String>> entry = read.entrySet().iterator().next();
        lastIds.put(key, entry.getKey());
        return entry.getValue().get("element");
    }

    @Override
    public Subscription subscribe(Channel kind, String name, Consumer<String> listener) {
        return switch (kind) {
            case CHANNEL -> {
                RTopic topic = client.getTopic(name, CODEC);
                int id = topic.addListener(String.class, (channel, message) -> listener.accept(message));
                yield () -> topic.removeListener(id);
            }
            case PATTERN -> {
                RPatternTopic topic = client.getPatternTopic(name, CODEC);
                int id = topic.addListener(String.class, (pattern, channel, message) -> listener.accept(message));
                yield () -> topic.removeListener(id);
            }
            case SHARDED -> {
                RShardedTopic topic = client.getShardedTopic(name, CODEC);
                int id = topic.addListener(String.class, (channel, message) -> listener.accept(message));
                yield () -> topic.removeListener(id);
            }
        };
    }

    @Override
    public Held hold(String key) {
        return new Batches(client);
    }

    @Override
    public void close() {
        client.shutdown();
    }

    /** The nearest that Redisson has: what is open across a renewal is a batch, in memory or within MULTI. */
    private record Batches(RedissonClient client) implements Held {
        @Override
        public long increment(String key) {
            throw new Lacking("Redisson shares its connections, none is the application's own");
        }

        @Override
        public Pipeline pipeline() {
            RBatch batch = client.createBatch(BatchOptions.defaults().executionMode(ExecutionMode.IN_MEMORY));
            return new Pipeline() {
                @Override
                public void increment(String key) {
                    var unused = batch.getAtomicLong(key).incrementAndGetAsync();
                }

                @Override
                public List<Long> finish() {
                    return numbers(batch);
                }
            };
        }

        @Override
        public void watch(String key) {
            throw new Lacking("Redisson has no WATCH");
        }

        @Override
        public Transaction multi() {
            RBatch batch = client.createBatch(BatchOptions.defaults().executionMode(ExecutionMode.REDIS_WRITE_ATOMIC));
            return new Transaction() {
                @Override
                public void increment(String key) {
                    var unused = batch.getAtomicLong(key).incrementAndGetAsync();
                }

                @Override
                public List<Long> exec() {
                    return numbers(batch);
                }

                @Override
                public void discard() {
                    throw new Lacking("Redisson discards what is in memory alone, and sends no DISCARD");
                }
            };
        }

        private static List<Long> numbers(RBatch batch) {
            return batch.execute().getResponses().stream().map(Long.class::cast).toList();
        }

        @Override
        public void close() {}
    }
}
