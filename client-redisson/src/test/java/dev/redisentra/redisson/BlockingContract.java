package dev.redisentra.redisson;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.IssuedToken;
import io.netty.buffer.Unpooled;
import io.netty.util.CharsetUtil;
import org.junit.jupiter.api.Test;
import org.redisson.Redisson;
import org.redisson.RedissonShutdownException;
import org.redisson.api.RBlockingDeque;
import org.redisson.api.RBlockingQueue;
import org.redisson.api.RFuture;
import org.redisson.api.RScoredSortedSet;
import org.redisson.api.RStream;
import org.redisson.api.queue.DequeMoveArgs;
import org.redisson.api.stream.StreamAddArgs;
import org.redisson.api.stream.StreamCreateGroupArgs;
import org.redisson.api.stream.StreamMessageId;
import org.redisson.api.stream.StreamReadArgs;
import org.redisson.api.stream.StreamReadGroupArgs;
import org.redisson.client.RedisConnection;
import org.redisson.client.codec.BaseCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.CommandData;
import org.redisson.client.protocol.Decoder;
import org.redisson.client.protocol.Encoder;
import org.redisson.connection.ConnectionsHolder;
import org.redisson.connection.MasterSlaveEntry;

import static dev.redisentra.contract.Renewals.retire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Commands that block for longer than a slice, which is 100 ms here. */
abstract class BlockingContract extends OpenClient {
    private static final int CONSUMERS = 4;
    private static final int RENEWALS = 10;
    private static final String END = "end";

    BlockingContract(Protocol protocol) {
        super(protocol);
    }

    @Test
    void eachElementComesOutOnceAroundRenewals() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        Semaphore taken = new Semaphore(CONSUMERS);
        List<Future<List<String>>> consumers = new ArrayList<>();
        for (int consumer = 0; consumer < CONSUMERS; consumer++) {
            consumers.add(threads.submit(() -> elementsUntilEnd(taken)));
        }
        awaitBlocked(CONSUMERS);
        long opened = seen().connectionsOpened();
        AtomicBoolean done = new AtomicBoolean();
        Future<Integer> produced = threads.submit(() -> {
            int count = 0;
            while (!done.get()) {
                // Never more than there are consumers: they always go back to block.
                taken.acquire();
                azure.redis()
                        .command(0, "EVAL", "return redis.call('RPUSH', KEYS[1], ARGV[1])", "1", "queue", "" + count++);
            }
            return count;
        });
        threads.shutdown();

        for (int renewal = 0; renewal < RENEWALS; renewal++) {
            renew();
        }
        done.set(true);
        int count = produced.get();
        for (int consumer = 0; consumer < CONSUMERS; consumer++) {
            azure.redis().command(0, "RPUSH", "queue", END);
        }
        List<String> elements = new ArrayList<>();
        for (Future<List<String>> consumer : consumers) {
            elements.addAll(consumer.get());
        }

        assertThat(count).isGreaterThan(RENEWALS * CONSUMERS);
        assertThat(elements)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, count).mapToObj(Integer::toString).toList());
        assertThat(seen().connectionsOpened()).isEqualTo(opened);
    }

    private List<String> elementsUntilEnd(Semaphore taken) throws InterruptedException {
        RBlockingQueue<String> queue = redis.getBlockingQueue("queue", StringCodec.INSTANCE);
        List<String> elements = new ArrayList<>();
        for (boolean forEver = true; ; forEver = !forEver) {
            String element = forEver ? queue.take() : queue.poll(1, TimeUnit.SECONDS);
            if (END.equals(element)) {
                return elements;
            }
            if (element != null) {
                elements.add(element);
                taken.release();
            }
        }
    }

    @Test
    void eachCommandThatBlocksOutlivesItsTokens() {
        RBlockingQueue<String> queue = redis.getBlockingQueue("{b}poll", StringCodec.INSTANCE);
        RBlockingDeque<String> deque = redis.getBlockingDeque("{b}deque", StringCodec.INSTANCE);
        RScoredSortedSet<String> least = redis.getScoredSortedSet("{b}least", StringCodec.INSTANCE);
        RScoredSortedSet<String> most = redis.getScoredSortedSet("{b}most", StringCodec.INSTANCE);
        RScoredSortedSet<String> some = redis.getScoredSortedSet("{b}some", StringCodec.INSTANCE);
        RStream<String, String> stream = redis.getStream("{b}stream", StringCodec.INSTANCE);
        RStream<String, String> grouped = redis.getStream("{b}grouped", StringCodec.INSTANCE);
        grouped.createGroup(StreamCreateGroupArgs.name("group").makeStream());
        Map<String, CompletionStage<?>> blocked = new LinkedHashMap<>();
        blocked.put("BLPOP", queue.takeAsync());
        blocked.put(
                "BLPOP of two",
                redis.getBlockingQueue("{b}one", StringCodec.INSTANCE)
                        .pollFromAnyAsync(60, TimeUnit.SECONDS, "{b}other"));
        blocked.put("BRPOP", deque.pollLastAsync(60, TimeUnit.SECONDS));
        blocked.put(
                "BRPOPLPUSH",
                redis.getBlockingQueue("{b}from", StringCodec.INSTANCE)
                        .pollLastAndOfferFirstToAsync("{b}to", 60, TimeUnit.SECONDS));
        blocked.put(
                "BLMOVE",
                redis.<String>getBlockingDeque("{b}moved", StringCodec.INSTANCE)
                        .moveAsync(
                                Duration.ofSeconds(60),
                                DequeMoveArgs.pollFirst().addLastTo("{b}target")));
        blocked.put("BZPOPMIN", least.takeFirstAsync());
        blocked.put("BZPOPMAX", most.pollLastAsync(Duration.ofSeconds(60)));
        blocked.put("BZMPOP", some.pollFirstAsync(Duration.ofSeconds(60), 2));
        // What Redisson takes for the time that a BLMPOP blocks is its count.
        blocked.put(
                "BLMPOP",
                redis.getBlockingQueue("{b}many", StringCodec.INSTANCE)
                        .pollFirstFromAnyAsync(Duration.ofSeconds(60), 60, "{b}none"));
        blocked.put(
                "XREAD",
                stream.readAsync(StreamReadArgs.greaterThan(StreamMessageId.ALL).timeout(Duration.ZERO)));
        blocked.put(
                "XREADGROUP",
                grouped.readGroupAsync(
                        "group",
                        "consumer",
                        StreamReadGroupArgs.neverDelivered().timeout(Duration.ofMinutes(1))));
        awaitBlocked(blocked.size());

        for (int renewal = 0; renewal < 3; renewal++) {
            renew();
        }
        assertThat(blocked.values())
                .noneMatch(future -> future.toCompletableFuture().isDone());
        List.of("{b}poll", "{b}other", "{b}deque", "{b}from", "{b}moved", "{b}many")
                .forEach(list -> redis.getDeque(list, StringCodec.INSTANCE).add("element"));
        List.of(least, most, some).forEach(set -> set.add(1, "element"));
        List.of(stream, grouped).forEach(each -> each.add(StreamAddArgs.entry("field", "element")));

        blocked.forEach(
                (command, answer) -> assertThat(join(answer)).as(command).contains("element"));
        assertThat(redis.getDeque("{b}to", StringCodec.INSTANCE)).containsExactly("element");
        assertThat(redis.getDeque("{b}target", StringCodec.INSTANCE)).containsExactly("element");
        awaitBlocked(0);
    }

    private static String join(CompletionStage<?> answer) {
        return String.valueOf(
                answer.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join());
    }

    @Test
    void waitsForAsLongAsItWasAsked() throws Exception {
        long start = System.nanoTime();
        assertThat(redis.getBlockingQueue("queue", StringCodec.INSTANCE).poll(1, TimeUnit.SECONDS))
                .isNull();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
        assertThat(redis.getStream("stream", StringCodec.INSTANCE)
                        .read(StreamReadArgs.greaterThan(StreamMessageId.NEWEST).timeout(Duration.ofMillis(300))))
                .isEmpty();
    }

    @Test
    void anElementThatItsCodecMakesNothingOfIsAnElement() {
        RFuture<String> element =
                redis.<String>getBlockingQueue("queue", new Nothing()).takeAsync();
        awaitBlocked(1);
        renew();
        redis.getQueue("queue", StringCodec.INSTANCE).add("nothing");

        assertThat(join(element)).isEqualTo("null");
        awaitBlocked(0);
    }

    /** As a JSON codec does with what another client may put there. */
    private static final class Nothing extends BaseCodec {
        @Override
        public Decoder<Object> getValueDecoder() {
            return (buffer, state) -> {
                String text = buffer.toString(CharsetUtil.UTF_8);
                return text.equals("nothing") ? null : text;
            };
        }

        @Override
        public Encoder getValueEncoder() {
            return text -> Unpooled.copiedBuffer(text.toString(), CharsetUtil.UTF_8);
        }
    }

    @Test
    void whoHasGivenUpTakesNothingMore() {
        RBlockingQueue<String> queue = redis.getBlockingQueue("queue", StringCodec.INSTANCE);
        RFuture<String> element = queue.takeAsync();
        awaitBlocked(1);
        renew();

        long accepted = seen().authsAccepted();

        element.cancel(true);
        // Redisson has a command that is given up end with its connection.
        await().until(() -> seen().authsAccepted() == accepted + 1);
        awaitBlocked(0);
        queue.add("element");
        for (int look = 0; look < 100; look++) {
            assertThat(queue).containsExactly("element");
        }
    }

    @Test
    void aStreamIsReadFromItsEndAtTheTimeOfTheCall() {
        RStream<String, String> stream = redis.getStream("stream", StringCodec.INSTANCE);
        stream.add(StreamAddArgs.entry("field", "old"));
        for (int round = 0; round < 6; round++) {
            RFuture<Map<StreamMessageId, Map<String, String>>> read = stream.readAsync(
                    StreamReadArgs.greaterThan(StreamMessageId.NEWEST).timeout(Duration.ZERO));
            awaitBlocked(1);
            renew();
            stream.add(StreamAddArgs.entry("field", "entry " + round));
            assertThat(join(read)).contains("entry " + round).doesNotContain("entry " + (round - 1), "old");
        }
    }

    @Test
    void whatCannotBeReadFailsAndLeavesAUsableConnection() {
        redis.getBucket("stream", StringCodec.INSTANCE).set("no stream");
        assertThatThrownBy(() -> redis.getStream("stream", StringCodec.INSTANCE)
                        .read(StreamReadArgs.greaterThan(StreamMessageId.NEWEST).timeout(Duration.ZERO)))
                .hasMessageContaining("WRONGTYPE");
        assertThatThrownBy(() ->
                        redis.getBlockingQueue("stream", StringCodec.INSTANCE).take())
                .hasMessageContaining("WRONGTYPE");
        renew();
        assertThat(redis.getBucket("stream", StringCodec.INSTANCE).get()).isEqualTo("no stream");
    }

    @Test
    void aLostConnectionIsReplacedAndTheCommandBlocksAgain() {
        RFuture<String> element =
                redis.<String>getBlockingQueue("queue", StringCodec.INSTANCE).takeAsync();
        RFuture<String> brief =
                redis.<String>getBlockingQueue("brief", StringCodec.INSTANCE).pollAsync(2, TimeUnit.SECONDS);
        awaitBlocked(2);
        for (int lost = 0; lost < 2; lost++) {
            azure.redis().dropConnections();
            awaitBlocked(2);
            // On from slice to slice on the new connection.
            long calls = azure.redis().calls("blpop");
            await().until(() -> azure.redis().calls("blpop") > calls + 4);
        }
        assertThat(element.toCompletableFuture()).isNotDone();
        redis.getQueue("queue", StringCodec.INSTANCE).add("element");

        assertThat(join(element)).isEqualTo("element");
        assertThat(join(brief)).isEqualTo("null");
        assertThat(redis.getQueue("queue", StringCodec.INSTANCE)).isEmpty();
    }

    @Test
    void aNodeThatIsDroppedAmidRenewalsCostsNoElement() {
        RBlockingQueue<String> queue = redis.getBlockingQueue("queue", StringCodec.INSTANCE);
        for (int drop = 0; drop < 30; drop++) {
            RFuture<String> element = queue.takeAsync();
            awaitBlocked(1);
            IssuedToken old = source.renew();
            masters().forEach(BlockingContract::drop);
            retire(azure, old);
            awaitBlocked(1);
            queue.add("element " + drop);
            assertThat(join(element)).isEqualTo("element " + drop);
        }
    }

    /** As Redisson does when a node's role changes, which then has another node's connections to move to. */
    @SuppressWarnings("FutureReturnValueIgnored") // what fails is not blocked, for which the test waits
    private static void drop(MasterSlaveEntry master) {
        List<CommandData<?, ?>> current = new ArrayList<>();
        ConnectionsHolder<RedisConnection> connections = master.getEntry().getConnectionsHolder();
        for (RedisConnection connection : connections.getAllConnections()) {
            connection.closeAsync();
            current.add(connection.getCurrentCommand());
        }
        connections.getFreeConnections().clear();
        connections.getAllConnections().clear();
        current.stream()
                .filter(command -> command != null && command.isBlockingCommand())
                .filter(command -> !command.getPromise().isDone())
                .forEach(command -> master.connectionWriteOp(command.getCommand())
                        .thenAccept(another -> {
                            command.getPromise().whenComplete((reply, failure) -> master.releaseWrite(another));
                            another.send(command);
                        }));
    }

    private Collection<MasterSlaveEntry> masters() {
        return ((Redisson) redis).getCommandExecutor().getConnectionManager().getEntrySet();
    }

    @Test
    void shuttingDownEndsWhatBlocks() {
        CompletableFuture<Object> element = redis.getBlockingQueue("queue", StringCodec.INSTANCE)
                .takeAsync()
                .toCompletableFuture();
        awaitBlocked(1);
        renew();
        // It waits that long for what is under way.
        redis.shutdown(0, 500, TimeUnit.MILLISECONDS);

        assertThatThrownBy(() -> element.orTimeout(60, TimeUnit.SECONDS).join())
                .hasRootCauseInstanceOf(RedissonShutdownException.class);
        awaitBlocked(0);
        assertThat(source.listeners()).isZero();
    }

    @Test
    void anAuthThatIsRefusedLeavesWhatBlocks() {
        RFuture<String> element =
                redis.<String>getBlockingQueue("queue", StringCodec.INSTANCE).takeAsync();
        awaitBlocked(1);
        // Long enough that each is refused twice before it would be too late, on a slow machine, too.
        source.claimLifeOf(Duration.ofSeconds(8));
        renew();
        azure.redis().refuseAuth();
        IssuedToken old = source.renew();
        await().until(() -> source.refusals().size() >= 2 * azure.redis().connectionsWith(old));
        azure.redis().acceptAuth();
        retire(azure, old);

        assertThat(element.toCompletableFuture()).isNotDone();
        redis.getQueue("queue", StringCodec.INSTANCE).add("element");
        assertThat(join(element)).isEqualTo("element");
    }
}
