package dev.redisentra.lettuce;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.WithLocalAzure;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.support.AsyncConnectionPoolSupport;
import io.lettuce.core.support.BoundedAsyncPool;
import io.lettuce.core.support.BoundedPoolConfig;
import io.lettuce.core.support.caching.CacheAccessor;
import io.lettuce.core.support.caching.CacheFrontend;
import io.lettuce.core.support.caching.ClientSideCaching;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What a connection may be busy with when a renewal comes. */
@WithLocalAzure
class ModesTest {
    /** AUTHs are spread over a tenth of it. */
    private static final Duration CLAIMED = Duration.ofSeconds(1);

    private final LocalAzure azure;
    private final CommandedSource source;
    private RedisCounters before;

    ModesTest(LocalAzure azure) {
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

    @Test
    void aRefusedMultiOpensNoTransaction() {
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP3, source)) {
            StatefulRedisConnection<String, String> connection =
                    lettuce.standalone().connect();
            StringCodec codec = StringCodec.UTF8;
            AsyncCommand<String, String, String> multi = new AsyncCommand<>(new Command<>(
                    CommandType.MULTI, new StatusOutput<>(codec), new CommandArgs<>(codec).add("one too many")));
            connection.dispatch(multi);
            assertThatExceptionOfType(RedisCommandExecutionException.class).isThrownBy(() -> answer(multi));
            IssuedToken old = renewed();
            await().until(() -> source.reauthenticated() == 1);
            azure.identity().expire(old);
            assertThat(connection.sync().ping()).isEqualTo("PONG");
        }
    }

    @Test
    void aMultiThatIsGivenUpOnItsWayOutOpensNoTransaction() {
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP3, source)) {
            StatefulRedisConnection<String, String> connection =
                    lettuce.standalone().connect();
            CompletableFuture<Void> eventLoopIsBusy = new CompletableFuture<>();
            CompletableFuture<Void> givenUp = new CompletableFuture<>();
            var unused = connection.async().blpop(0, "queue").thenRun(() -> {
                eventLoopIsBusy.complete(null);
                givenUp.completeOnTimeout(null, 60, TimeUnit.SECONDS).join();
            });
            azure.redis().command(0, "RPUSH", "queue", "element");
            assertThat(eventLoopIsBusy).succeedsWithin(Duration.ofMinutes(1));

            AsyncCommand<String, String, String> multi =
                    new AsyncCommand<>(new Command<>(CommandType.MULTI, new StatusOutput<>(StringCodec.UTF8)));
            connection.dispatch(multi);
            multi.cancel(true);
            givenUp.complete(null);

            assertThat(connection.sync().ping()).isEqualTo("PONG");
            renewedAndExpired(1);
            assertThat(connection.sync().ping()).isEqualTo("PONG");
            assertNobodyWasClosedOrRefused();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAuthBehindWhatBlocksUncutIsSentOnceAndTakesEffectWhenItEnds(Protocol protocol) {
        try (Lettuce lettuce = Lettuce.ready(azure, protocol, source)) {
            RedisAsyncCommands<String, String> connection =
                    lettuce.standalone().connect().async();
            long blocked = Long.parseLong(answer(connection.clientId()).toString());
            RedisFuture<Long> replicas = connection.waitForReplication(1, 0);
            IssuedToken old = renewed();
            await().until(() -> authsSent() == 1);
            renewed();
            azure.redis().command(0, "CLIENT", "UNBLOCK", String.valueOf(blocked));
            assertThat(answer(replicas)).isZero();
            // The one that waited, and the newest, which was looked for after it.
            await().until(() -> source.reauthenticated() == 2);
            azure.identity().expire(old);
            assertThat(answer(connection.ping())).isEqualTo("PONG");
            assertNobodyWasClosedOrRefused();
        }
    }

    @Test
    void anAuthThatWaitedBehindWhatBlocksUncutIsNotReplayedAfterAReconnect() {
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP3, source)) {
            RedisAsyncCommands<String, String> connection =
                    lettuce.standalone().connect().async();
            RedisFuture<Long> replicas = connection.waitForReplication(1, 0);
            IssuedToken first = renewed();
            await().until(() -> authsSent() == 1);
            IssuedToken waiting = renewed();
            azure.identity().expire(waiting);
            azure.identity().expire(first);
            // Closed at expiry, and connected again.
            await().until(() -> azure.redis().counters().since(before).connectionsOpened() == 2
                    && azure.redis().counters().connectionsOpen() == 1);
            replicas.cancel(true);
            azure.redis().dropConnections();
            assertThat(answer(connection.ping())).isEqualTo("PONG");
            assertThat(azure.redis().counters().since(before).authsRefused()).isZero();
            assertThat(authsSent()).isOne();
            assertThat(source.reports()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 1"})
    void aRenewalInTheMiddleOfAHandshakeIsNotMissed(int timesAsked, long auths) {
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP3, source)) {
            IssuedToken old = source.token();
            renewAfterRead(timesAsked);
            RedisCommands<String, String> connection =
                    lettuce.standalone().connect().sync();
            await().until(() -> source.reauthenticated() == auths);
            azure.identity().expire(old);
            assertThat(connection.ping()).isEqualTo("PONG");
            assertNobodyWasClosedOrRefused();
        }
    }

    /** What a new session reads is the first, what the handshake sends the second, what that is compared to the third. */
    private void renewAfterRead(int times) {
        source.afterNextRead(() -> {
            if (source.listeners() == 0) {
                renewAfterRead(times); // Lettuce reads when it prints a URI, too
            } else if (times > 1) {
                renewAfterRead(times - 1);
            } else {
                source.renew(CLAIMED);
            }
        });
    }

    @Test
    void aRenewalBeforeASubscribersHandshakeIsAnsweredIsNotMissed() {
        source.renew(Duration.ZERO); // the next AUTH is due at once
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP3, source)) {
            IssuedToken old = source.token();
            renewAfterRead(2);
            StatefulRedisPubSubConnection<String, String> subscriber =
                    lettuce.standalone().connectPubSub();
            await().until(() -> source.reauthenticated() == 1);
            azure.identity().expire(old);
            assertThat(subscriber.sync().ping()).isEqualTo("PONG");
            assertNobodyWasClosedOrRefused();
        }
    }

    @Test
    void commandsThatWaitForAFlushDoNotHoldUpTheAuth() {
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP3, source)) {
            StatefulRedisConnection<String, String> connection =
                    lettuce.standalone().connect();
            connection.setAutoFlushCommands(false);
            List<RedisFuture<Long>> pipeline = IntStream.range(0, 100)
                    .mapToObj(i -> connection.async().incr("counter"))
                    .toList();
            IssuedToken old = renewed();
            await().until(() -> source.reauthenticated() == 1);
            azure.identity().expire(old);
            connection.flushCommands();
            for (int i = 0; i < 100; i++) {
                assertThat(answer(pipeline.get(i))).isEqualTo(i + 1L);
            }
            assertNobodyWasClosedOrRefused();
        }
    }

    @Test
    void poolsKeepTheirConnectionsLentOrNot() throws Exception {
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP3, source);
                BoundedAsyncPool<StatefulRedisConnection<String, String>> pool =
                        AsyncConnectionPoolSupport.createBoundedObjectPool(
                                () -> lettuce.standalone().connectAsync(StringCodec.UTF8, lettuce.uri()),
                                BoundedPoolConfig.builder()
                                        .minIdle(3)
                                        .maxTotal(4)
                                        .build())) {
            StatefulRedisConnection<String, String> lent = pool.acquire().get(60, TimeUnit.SECONDS);
            await().until(() -> pool.getObjectCount() >= 3 && pool.getCreationInProgress() == 0);
            int open = pool.getObjectCount();
            for (int renewal = 1; renewal <= 3; renewal++) {
                renewedAndExpired((long) open * renewal);
            }
            assertThat(lent.sync().ping()).isEqualTo("PONG");
            pool.release(lent).get(60, TimeUnit.SECONDS);
            for (int i = 0; i < 4; i++) {
                StatefulRedisConnection<String, String> another = pool.acquire().get(60, TimeUnit.SECONDS);
                assertThat(another.sync().ping()).isEqualTo("PONG");
                pool.release(another).get(60, TimeUnit.SECONDS);
            }
            assertNobodyWasClosedOrRefused();
        }
    }

    @Test
    void aCacheOnTheClientsSideIsToldOfChanges() {
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP3, source)) {
            StatefulRedisConnection<String, String> connection =
                    lettuce.standalone().connect();
            Map<String, String> cached = new ConcurrentHashMap<>();
            CacheFrontend<String, String> cache =
                    ClientSideCaching.enable(CacheAccessor.forMap(cached), connection, TrackingArgs.Builder.enabled());
            for (int renewal = 1; renewal <= 3; renewal++) {
                String value = "value " + renewal;
                azure.redis().command(0, "SET", "key", value);
                await().until(() -> value.equals(cache.get("key")));
                renewedAndExpired(renewal);
                assertThat(cached).containsEntry("key", value);
            }
            assertNobodyWasClosedOrRefused();
        }
    }

    /** CLIENT CACHING is for the next command alone, which an AUTH must not be. */
    @Test
    void whatIsAskedToBeCachedIsWhatFollows() {
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP3, source)) {
            StatefulRedisConnection<String, String> connection =
                    lettuce.standalone().connect();
            List<String> told = new CopyOnWriteArrayList<>();
            connection.addListener(push -> told.add(push.getType()));
            connection.sync().clientTracking(TrackingArgs.Builder.enabled().optin());
            connection.sync().clientCaching(true);
            IssuedToken old = renewed();
            connection.sync().get("key");
            await().until(() -> source.reauthenticated() == 1);
            azure.identity().expire(old);

            azure.redis().command(0, "SET", "key", "value");
            await().until(() -> told.contains("invalidate"));
            assertNobodyWasClosedOrRefused();
        }
    }

    @Test
    void scriptsAndFunctionsStayWhereTheyAre() {
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP3, source)) {
            RedisCommands<String, String> connection =
                    lettuce.standalone().connect().sync();
            String script = connection.scriptLoad("return redis.call('INCR', KEYS[1])");
            connection.functionLoad(
                    "#!lua name=mine\nredis.register_function('add', function(keys) return redis.call('INCR', keys[1]) end)");
            for (long renewal = 1; renewal <= 3; renewal++) {
                renewedAndExpired(renewal);
                long before = 2 * renewal - 1;
                assertThat(connection.<Long>evalsha(script, ScriptOutputType.INTEGER, "counter"))
                        .isEqualTo(before);
                assertThat(connection.<Long>fcall("add", ScriptOutputType.INTEGER, "counter"))
                        .isEqualTo(before + 1);
            }
            assertNobodyWasClosedOrRefused();
        }
    }

    private void renewedAndExpired(long reauthentications) {
        IssuedToken old = source.token();
        source.renew(CLAIMED);
        await().until(() -> source.reauthenticated() == reauthentications);
        azure.identity().expire(old);
    }

    /** Renews and waits until each connection's AUTH is due; the token that was there before. */
    private IssuedToken renewed() {
        IssuedToken old = source.token();
        source.renew(CLAIMED);
        Instant due = Instant.now().plus(CLAIMED.dividedBy(5));
        await().until(() -> Instant.now().isAfter(due));
        return old;
    }

    private long authsSent() {
        RedisCounters counters = azure.redis().counters().since(before);
        return counters.authsSent() - counters.connectionsOpened();
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
