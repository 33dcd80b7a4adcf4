package dev.redisentra.redisson;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import dev.redisentra.contract.Contract;
import dev.redisentra.core.config.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.redisson.Redisson;
import org.redisson.api.BatchOptions;
import org.redisson.api.BatchOptions.ExecutionMode;
import org.redisson.api.RBatch;
import org.redisson.api.RBlockingQueue;
import org.redisson.api.RBucket;
import org.redisson.api.RClientSideCaching;
import org.redisson.api.RCountDownLatch;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RLock;
import org.redisson.api.RScript;
import org.redisson.api.RSemaphore;
import org.redisson.api.RTopic;
import org.redisson.api.RTransaction;
import org.redisson.api.RedissonClient;
import org.redisson.api.TransactionOptions;
import org.redisson.api.options.ClientSideCachingOptions;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** What Redisson builds on commands, batches and subscriptions, through renewals. */
@SuppressWarnings("FutureReturnValueIgnored") // of batches, whose responses are looked at
abstract class ModesContract extends OpenClient {
    private static final int RENEWALS = 3;
    private static final int THREADS = 4;

    /** So often that the connections are there which it takes. */
    private static final int WARM = 5;

    /** A lock without a lease lives for this long, unless it is extended, which is due after a third of that. */
    private static final long WATCHDOG_MILLIS = 1_500;

    ModesContract(Protocol protocol) {
        super(protocol);
    }

    /** Runs it in threads, again and again, for as long as the renewals take; gives how often it ran. */
    private int throughRenewals(ThrowingRunnable task) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch warm = new CountDownLatch(THREADS * WARM);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        Callable<Integer> again = () -> {
            int count = 0;
            while (!done.get()) {
                task.run();
                Contract.pace();
                count++;
                warm.countDown();
            }
            return count;
        };
        List<Future<Integer>> runs =
                IntStream.range(0, THREADS).mapToObj(i -> threads.submit(again)).toList();
        threads.shutdown();
        assertThat(warm.await(60, TimeUnit.SECONDS)).isTrue();
        for (int renewal = 0; renewal < RENEWALS; renewal++) {
            renew();
        }
        done.set(true);
        int count = 0;
        for (Future<Integer> run : runs) {
            count += run.get(60, TimeUnit.SECONDS);
        }
        assertThat(count).isGreaterThan(RENEWALS);
        return count;
    }

    @FunctionalInterface
    private interface ThrowingRunnable {
        void run() throws Exception;
    }

    @ParameterizedTest
    @CsvSource({
        "IN_MEMORY, false",
        "IN_MEMORY, true",
        "IN_MEMORY_ATOMIC, false",
        "IN_MEMORY_ATOMIC, true",
        "REDIS_WRITE_ATOMIC, false",
        "REDIS_WRITE_ATOMIC, true",
    })
    void batchesDoWhatTheyAreToldUnderLoad(ExecutionMode mode, boolean skipResult) throws Exception {
        BatchOptions options = BatchOptions.defaults().executionMode(mode);
        BatchOptions batches = skipResult ? options.skipResult() : options;
        String name = Thread.currentThread().getName();
        int count = throughRenewals(() -> {
            RBatch batch = redis.createBatch(batches);
            batch.getAtomicLong("{batch}").incrementAndGetAsync();
            batch.getAtomicLong("{batch}").incrementAndGetAsync();
            List<?> responses = batch.execute().getResponses();
            if (!skipResult) {
                assertThat((Long) responses.get(1)).isGreaterThanOrEqualTo((Long) responses.get(0) + 1);
            }
            // A reply that came one too late would show here.
            assertThat(redis.getBucket("{batch}none", StringCodec.INSTANCE).get())
                    .isNull();
            assertThat(redis.getKeys().countExists("{batch}" + name)).isZero();
        });
        await().untilAsserted(
                        () -> assertThat(redis.getAtomicLong("{batch}").get()).isEqualTo(2L * count));
    }

    @Test
    void aBatchOfReadsIsHeldOpenAcrossRenewals() {
        redis.getBucket("{batch}", StringCodec.INSTANCE).set("value");
        for (int renewal = 0; renewal < RENEWALS; renewal++) {
            RBatch batch = redis.createBatch(BatchOptions.defaults().executionMode(ExecutionMode.REDIS_READ_ATOMIC));
            batch.getBucket("{batch}", StringCodec.INSTANCE).getAsync();
            long done = source.reauthenticated();
            long open = azure.redis().counters().connectionsOpen();
            var old = source.renew();
            // All but the one that the batch holds.
            await().until(() -> source.reauthenticated() == done + open - 1);
            batch.getBucket("{batch}", StringCodec.INSTANCE).getAsync();
            List<?> responses = batch.execute().getResponses();
            await().until(() -> source.reauthenticated() == done + open);
            azure.identity().expire(old);
            assertThat(responses.stream().map(String::valueOf)).containsExactly("value", "value");
        }
    }

    @Test
    void transactionsCommitWhatTheyWrote() throws Exception {
        Set<String> written = ConcurrentHashMap.newKeySet();
        throughRenewals(() -> {
            String key = "{t}" + Thread.currentThread().getName();
            String value = String.valueOf(written.size()) + key;
            RTransaction transaction = redis.createTransaction(TransactionOptions.defaults());
            transaction.<String>getBucket(key, StringCodec.INSTANCE).set(value);
            transaction.<String, String>getMap("{t}map", StringCodec.INSTANCE).put(key, value);
            transaction.commit();
            written.add(key);
            assertThat(redis.getBucket(key, StringCodec.INSTANCE).get()).isEqualTo(value);
            assertThat(redis.getMap("{t}map", StringCodec.INSTANCE).get(key)).isEqualTo(value);
        });
    }

    @Test
    void locksExcludeAndWakeWhoWaits() throws Exception {
        RLock lock = redis.getLock("lock");
        RSemaphore semaphore = redis.getSemaphore("semaphore");
        semaphore.trySetPermits(1);
        int[] inside = new int[2];
        int count = throughRenewals(() -> {
            lock.lock();
            try {
                inside[0]++;
            } finally {
                lock.unlock();
            }
            semaphore.acquire();
            inside[1]++;
            semaphore.release();
        });
        assertThat(inside).containsExactly(count, count);
    }

    @Test
    void theWatchdogKeepsALockThroughRenewals() {
        Config config = RedissonClients.config(settings, source).setLockWatchdogTimeout(WATCHDOG_MILLIS);
        RedissonClient owner = Redisson.create(config);
        try {
            RLock lock = owner.getLock("watched");
            lock.lock();
            try {
                for (int renewal = 0; renewal < RENEWALS; renewal++) {
                    renew();
                    AtomicLong left = new AtomicLong(lock.remainTimeToLive());
                    await().until(() -> {
                        long now = lock.remainTimeToLive();
                        return now > left.getAndSet(now);
                    });
                    assertThat(redis.getLock("watched").tryLock()).isFalse();
                }
            } finally {
                lock.unlock();
            }
            assertThat(redis.getLock("watched").isLocked()).isFalse();
        } finally {
            owner.shutdown(0, 500, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void whoWaitsAcrossRenewalsIsWoken() throws Exception {
        RCountDownLatch latch = redis.getCountDownLatch("latch");
        latch.trySetCount(1);
        CompletableFuture<Void> open = latch.awaitAsync().toCompletableFuture();
        RLocalCachedMap<String, String> near = redis.getLocalCachedMap(
                LocalCachedMapOptions.<String, String>name("map").codec(StringCodec.INSTANCE));
        RLocalCachedMap<String, String> far = redis.getLocalCachedMap(
                LocalCachedMapOptions.<String, String>name("map").codec(StringCodec.INSTANCE));
        RBlockingQueue<String> queue = redis.getBlockingQueue("queue", StringCodec.INSTANCE);
        LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        int listener = queue.subscribeOnElements(element -> {
            heard.add(element);
            return CompletableFuture.completedFuture(null);
        });
        LinkedBlockingQueue<String> reliable = new LinkedBlockingQueue<>();
        redis.getReliableTopic("reliable", StringCodec.INSTANCE)
                .addListener(String.class, (channel, message) -> reliable.add(message));

        for (int renewal = 0; renewal < RENEWALS; renewal++) {
            String round = "round " + renewal;
            far.put("key", round);
            await().until(() -> round.equals(near.get("key")));
            renew();
            queue.add(round);
            assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo(round);
            redis.getReliableTopic("reliable", StringCodec.INSTANCE).publish(round);
            assertThat(reliable.poll(60, TimeUnit.SECONDS)).isEqualTo(round);
        }
        assertThat(open).isNotDone();
        latch.countDown();
        open.get(60, TimeUnit.SECONDS);
        queue.unsubscribe(listener);
    }

    @Test
    void aCacheOnTheClientsSideIsToldOfChanges() {
        assumeThat(settings.protocol()).as("Redisson has it in RESP3 alone").isEqualTo(Protocol.RESP3);
        RClientSideCaching caching = redis.getClientSideCaching(ClientSideCachingOptions.defaults());
        RBucket<String> cached = caching.getBucket("cached", StringCodec.INSTANCE);
        RBucket<String> bucket = redis.getBucket("cached", StringCodec.INSTANCE);
        for (int renewal = 0; renewal < RENEWALS; renewal++) {
            String round = "round " + renewal;
            bucket.set(round);
            await().until(() -> round.equals(cached.get()));
            renew();
            long gets = azure.redis().calls("get");
            assertThat(cached.get()).isEqualTo(round);
            assertThat(azure.redis().calls("get"))
                    .as("GETs that the server saw")
                    .isEqualTo(gets);
        }
        caching.destroy();
    }

    @Test
    void messagesOfEachKindArriveOnceAndInOrder() throws Exception {
        List<String> channel = new CopyOnWriteArrayList<>();
        List<String> pattern = new CopyOnWriteArrayList<>();
        List<String> sharded = new CopyOnWriteArrayList<>();
        redis.getTopic("news.one", StringCodec.INSTANCE)
                .addListener(String.class, (name, message) -> channel.add(message));
        redis.getPatternTopic("news.*", StringCodec.INSTANCE)
                .addListener(String.class, (of, name, message) -> pattern.add(message));
        redis.getShardedTopic("shard", StringCodec.INSTANCE)
                .addListener(String.class, (name, message) -> sharded.add(message));
        List<String> sent = new ArrayList<>();
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService publisher = Executors.newSingleThreadExecutor();
        Future<?> published = publisher.submit(() -> {
            while (!done.get()) {
                String message = "message " + sent.size();
                sent.add(message);
                redis.getTopic("news.one", StringCodec.INSTANCE).publish(message);
                redis.getShardedTopic("shard", StringCodec.INSTANCE).publish(message);
                Contract.pace();
            }
        });
        publisher.shutdown();
        for (int renewal = 0; renewal < 2 * RENEWALS; renewal++) {
            renew();
            // Subscribing and unsubscribing on the same connections, while their AUTHs may be under way.
            String other = "other " + renewal;
            LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
            RTopic topic = redis.getTopic(other, StringCodec.INSTANCE);
            int listener = topic.addListener(String.class, (name, message) -> heard.add(message));
            topic.publish(other);
            assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo(other);
            topic.removeListener(listener);
        }
        done.set(true);
        published.get(60, TimeUnit.SECONDS);

        for (List<String> received : List.of(channel, pattern, sharded)) {
            await().until(() -> received.size() >= sent.size());
            assertThat(received).containsExactlyElementsOf(sent);
        }
    }

    @Test
    void largeValuesPassScriptsRunAndTheOtherApisAnswer() throws Exception {
        byte[] large = new byte[Contract.LARGE];
        throughRenewals(() -> {
            String own = Thread.currentThread().getName();
            assertThat(redis.getScript(StringCodec.INSTANCE)
                            .<String>eval(
                                    RScript.Mode.READ_ONLY, "return ARGV[1]", RScript.ReturnType.VALUE, List.of(), own))
                    .isEqualTo(own);
            redis.reactive().getBucket(own, StringCodec.INSTANCE).set(own).block(Duration.ofMinutes(1));
            assertThat(redis.rxJava().getBucket(own, StringCodec.INSTANCE).get().blockingGet())
                    .isEqualTo(own);
            if (own.endsWith("1")) {
                redis.getBucket("large", ByteArrayCodec.INSTANCE).set(large);
                assertThat((byte[]) redis.getBucket("large", ByteArrayCodec.INSTANCE)
                                .get())
                        .hasSize(large.length);
            }
        });
    }
}
