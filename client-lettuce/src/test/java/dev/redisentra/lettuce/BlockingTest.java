package dev.redisentra.lettuce;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.WithLocalAzure;
import io.lettuce.core.Consumer;
import io.lettuce.core.KeyValue;
import io.lettuce.core.LMPopArgs;
import io.lettuce.core.LMoveArgs;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ObjectOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Commands that block for longer than a token lives. */
@WithLocalAzure
@SuppressWarnings({"unchecked", "deprecation"}) // Lettuce's varargs of streams, and BRPOPLPUSH
class BlockingTest {
    /** A slice is a tenth of it, and so is the time over which AUTHs are spread. */
    private static final Duration CLAIMED = Duration.ofSeconds(1);

    private final LocalAzure azure;
    private final CommandedSource source;
    private RedisCounters before;

    BlockingTest(LocalAzure azure) {
        this.azure = azure;
        source = new CommandedSource(azure.identity(), CLAIMED);
        before = azure.redis().counters();
    }

    @BeforeEach
    void aFirstToken() {
        azure.redis().command(0, "FLUSHALL");
        before = azure.redis().counters();
    }

    @AfterEach
    void nothingIsLeft() {
        await().until(() -> azure.redis().counters().connectionsOpen() == 0);
        assertThat(source.listeners()).isZero();
    }

    /** A command that blocks without end, what ends it, and what it then answers. */
    private record Block(
            Function<RedisAsyncCommands<String, String>, RedisFuture<?>> command,
            List<String> element,
            String answer) {}

    private static final List<Block> BLOCKS = List.of(
            new Block(redis -> redis.blpop(0, "a", "b"), List.of("RPUSH", "b", "1"), "KeyValue[b, 1]"),
            new Block(redis -> redis.brpop(0, "c"), List.of("RPUSH", "c", "1"), "KeyValue[c, 1]"),
            new Block(
                    redis -> redis.blmove("d", "e", LMoveArgs.Builder.leftRight(), 0), List.of("RPUSH", "d", "1"), "1"),
            new Block(redis -> redis.brpoplpush(0, "f", "g"), List.of("RPUSH", "f", "1"), "1"),
            new Block(
                    redis -> redis.bzpopmin(0, "h"),
                    List.of("ZADD", "h", "1.5", "one"),
                    "KeyValue[h, ScoredValue[1.500000, one]]"),
            new Block(
                    redis -> redis.blmpop(0, LMPopArgs.Builder.left(), "i"),
                    List.of("RPUSH", "i", "1"),
                    "KeyValue[i, [1]]"),
            new Block(
                    redis -> redis.xread(XReadArgs.Builder.block(0), StreamOffset.from("j", "0")),
                    List.of("XADD", "j", "5-0", "field", "value"),
                    "[StreamMessage[j:5-0]{field=value}]"));

    @ParameterizedTest
    @EnumSource
    void outliveTheirTokensAndAnswerAsEver(Protocol protocol) {
        try (Lettuce lettuce = Lettuce.ready(azure, protocol, source)) {
            List<RedisFuture<?>> answers = new ArrayList<>();
            for (Block block : BLOCKS) {
                answers.add(block.command.apply(lettuce.standalone().connect().async()));
            }
            for (int renewal = 1; renewal <= 5; renewal++) {
                renewUnderWay(renewal * BLOCKS.size());
            }
            assertThat(answers).noneMatch(RedisFuture::isDone);
            for (int i = 0; i < BLOCKS.size(); i++) {
                azure.redis().command(0, BLOCKS.get(i).element.toArray(String[]::new));
                assertThat(String.valueOf(answer(answers.get(i)))).isEqualTo(BLOCKS.get(i).answer);
            }
            assertNobodyWasClosedOrRefused();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOutputOfTheCallersSeesTheReplyAsItCame(Protocol protocol) {
        try (Lettuce lettuce = Lettuce.ready(azure, protocol, source)) {
            RedisAsyncCommands<String, String> connection =
                    lettuce.standalone().connect().async();
            RedisFuture<Object> cut =
                    connection.dispatch(CommandType.XREAD, new ObjectOutput<>(StringCodec.UTF8), xread("0"));
            renewUnderWay(1);
            azure.redis().command(0, "XADD", "stream", "5-0", "field", "value");
            RedisFuture<Object> whole =
                    connection.dispatch(CommandType.XREAD, new ObjectOutput<>(StringCodec.UTF8), xread("1"));
            assertThat(answer(cut)).isEqualTo(answer(whole)).isNotNull();
        }
    }

    private static CommandArgs<String, String> xread(String milliseconds) {
        return new CommandArgs<>(StringCodec.UTF8)
                .add("BLOCK")
                .add(milliseconds)
                .add("STREAMS")
                .add("stream")
                .add("0");
    }

    @Test
    void waitsForAsLongAsItWasAskedAndThenAnswersNil() {
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP3, source)) {
            RedisAsyncCommands<String, String> connection =
                    lettuce.standalone().connect().async();
            long start = System.nanoTime();
            assertThat(answer(connection.blpop(0.75, "queue"))).isNull();
            // At least: the server may be late, and is never early but for its clock's rounding.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(700));
            assertThat(answer(connection.xread(XReadArgs.Builder.block(350), StreamOffset.latest("stream"))))
                    .isEmpty();
        }
    }

    @Test
    void whatIsWrittenBehindABlockComesAfterItInItsOrder() {
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP3, source)) {
            RedisAsyncCommands<String, String> connection =
                    lettuce.standalone().connect().async();
            RedisFuture<KeyValue<String, String>> first = connection.blpop(0, "queue");
            RedisFuture<Long> one = connection.incr("counter");
            RedisFuture<KeyValue<String, String>> second = connection.blpop(0, "queue");
            RedisFuture<String> multi = connection.multi();
            RedisFuture<KeyValue<String, String>> nothing = connection.blpop(0, "nothing");
            RedisFuture<Long> two = connection.incr("counter");
            RedisFuture<?> exec = connection.exec();
            RedisFuture<Long> three = connection.incr("counter");
            renewUnderWay(1);
            assertThat(azure.redis().command(0, "GET", "counter")).isNull();
            azure.redis().command(0, "RPUSH", "queue", "first");
            assertThat(answer(first)).isEqualTo(KeyValue.just("queue", "first"));
            assertThat(answer(one)).isOne();
            renewUnderWay(2);
            assertThat(azure.redis().command(0, "GET", "counter")).isEqualTo("1");
            azure.redis().command(0, "RPUSH", "queue", "second");
            assertThat(answer(second)).isEqualTo(KeyValue.just("queue", "second"));
            assertThat(answer(multi)).isEqualTo("OK");
            assertThat(answer(exec)).isNotNull();
            assertThat(answer(nothing)).isNull();
            assertThat(List.of(answer(two), answer(three))).containsExactly(2L, 3L);
            assertNobodyWasClosedOrRefused();
        }
    }

    @Test
    void readsAStreamFromWhereItEndedWhenItWasCalled() {
        azure.redis().command(0, "XADD", "one", "5-0", "field", "before");
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP3, source)) {
            StatefulRedisConnection<String, String> connection =
                    lettuce.standalone().connect();
            RedisFuture<List<StreamMessage<String, String>>> answer = connection
                    .async()
                    .xread(XReadArgs.Builder.block(0), StreamOffset.latest("one"), StreamOffset.latest("two"));
            renewUnderWay(1);
            azure.redis().command(0, "XADD", "two", "1-0", "field", "meanwhile");
            assertThat(answer(answer)).extracting(StreamMessage::getId).containsExactly("1-0");
            azure.redis().command(0, "SET", "text", "no stream");
            assertThat(connection
                            .async()
                            .xread(XReadArgs.Builder.block(0), StreamOffset.latest("text"))
                            .toCompletableFuture())
                    .failsWithin(Duration.ofMinutes(1))
                    .withThrowableThat()
                    .withMessageContaining("WRONGTYPE");
            assertThat(connection.sync().ping()).isEqualTo("PONG");
        }
    }

    @Test
    void aBrokenConnectionIsReplacedAndTheBlockGoesOn() {
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP3, source)) {
            RedisAsyncCommands<String, String> connection =
                    lettuce.standalone().connect().async();
            RedisFuture<KeyValue<String, String>> limited = connection.blpop(1.5, "empty");
            RedisFuture<KeyValue<String, String>> endless = connection.blpop(0, "queue");
            List<RedisFuture<Long>> behind = IntStream.range(0, 10)
                    .mapToObj(i -> connection.incr("counter"))
                    .toList();
            for (int i = 0; i < 3; i++) {
                azure.redis().dropConnections();
                await().until(() -> azure.redis().counters().connectionsOpen() == 1);
            }
            assertThat(answer(limited)).isNull();
            azure.redis().command(0, "RPUSH", "queue", "element");
            assertThat(answer(endless)).isEqualTo(KeyValue.just("queue", "element"));
            for (int i = 0; i < 10; i++) {
                assertThat(answer(behind.get(i))).isEqualTo(i + 1L);
            }
        }
    }

    @Test
    void aClosedConnectionEndsWhatBlocksAndWhatWaitsBehind() {
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP3, source)) {
            StatefulRedisConnection<String, String> connection =
                    lettuce.standalone().connect();
            RedisFuture<?> blocked = connection.async().blpop(0, "queue");
            RedisFuture<?> behind = connection.async().ping();
            renewUnderWay(1);
            connection.close();
            await().until(() -> blocked.isDone() && behind.isDone());
            assertThat(blocked.toCompletableFuture()).isCompletedExceptionally();
            assertThat(behind.toCompletableFuture()).isCompletedExceptionally();
        }
    }

    @Test
    void worksReactively() {
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP3, source)) {
            StatefulRedisConnection<String, String> connection =
                    lettuce.standalone().connect();
            var answer = connection
                    .reactive()
                    .xread(XReadArgs.Builder.block(0), StreamOffset.latest("stream"))
                    .collectList()
                    .toFuture();
            renewUnderWay(1);
            azure.redis().command(0, "XADD", "stream", "1-0", "field", "value");
            assertThat(answer.join()).extracting(StreamMessage::getId).containsExactly("1-0");
            assertThat(connection.reactive().ping().toFuture()).succeedsWithin(Duration.ofMinutes(1));
            assertNobodyWasClosedOrRefused();
        }
    }

    @ParameterizedTest
    @EnumSource
    void fourConsumersTakeEachOfThousandsOnceAcrossRenewals(Protocol protocol) {
        int elements = 4_000;
        azure.redis().command(0, "XGROUP", "CREATE", "stream", "group", "0", "MKSTREAM");
        ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
        try (Lettuce lettuce = Lettuce.ready(azure, protocol, source)) {
            List<Taker> takers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                RedisAsyncCommands<String, String> connection =
                        lettuce.standalone().connect().async();
                String consumer = "consumer-" + i;
                takers.add(
                        i % 2 == 0
                                ? () -> connection.blpop(0, "queue").thenAccept(one -> taken.add(one.getValue()))
                                : () -> connection
                                        .xreadgroup(
                                                Consumer.from("group", consumer),
                                                XReadArgs.Builder.block(0)
                                                        .count(1)
                                                        .noack(true),
                                                StreamOffset.lastConsumed("stream"))
                                        .thenAccept(some -> some.forEach(
                                                one -> taken.add(one.getBody().get("e")))));
            }
            takers.forEach(Taker::loop);
            AtomicInteger pushed = new AtomicInteger();
            for (int renewal = 1; renewal <= 8; renewal++) {
                IssuedToken old = source.token();
                source.renew(CLAIMED);
                long expected = 4L * renewal;
                int upTo = elements * renewal / 8;
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> {
                            for (int i = 0; i < 5 && pushed.get() < upTo; i++) {
                                push(pushed.getAndIncrement());
                            }
                            return source.reauthenticated() == expected;
                        });
                azure.identity().expire(old);
                while (pushed.get() < upTo) {
                    push(pushed.getAndIncrement());
                }
            }
            await().atMost(Duration.ofMinutes(1)).until(() -> taken.size() >= elements);
            assertThat(taken)
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, elements)
                            .mapToObj(String::valueOf)
                            .toList());
            assertNobodyWasClosedOrRefused();
        }
    }

    private void push(int element) {
        if (element % 2 == 0) {
            azure.redis().command(0, "RPUSH", "queue", String.valueOf(element));
        } else {
            azure.redis().command(0, "XADD", "stream", "*", "e", String.valueOf(element));
        }
    }

    /** Takes one after another until the connection is closed. */
    @FunctionalInterface
    private interface Taker {
        CompletionStage<Void> one();

        default void loop() {
            var unused = one().whenComplete((taken, failure) -> {
                if (failure == null) {
                    loop();
                }
            });
        }
    }

    /** Renews, and lets the server close who has not heard of it. */
    private void renewUnderWay(int reauthentications) {
        IssuedToken old = source.token();
        source.renew(CLAIMED);
        await().until(() -> source.reauthenticated() == reauthentications);
        azure.identity().expire(old);
    }

    private void assertNobodyWasClosedOrRefused() {
        RedisCounters counters = azure.redis().counters().since(before);
        assertThat(counters.closedAtExpiry()).isZero();
        assertThat(counters.authsRefused()).isZero();
        assertThat(source.refusals()).isEmpty();
    }

    private static <T> T answer(RedisFuture<T> future) {
        return LettuceFutures.awaitOrCancel(future, 60, TimeUnit.SECONDS);
    }
}
