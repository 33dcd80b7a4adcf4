package dev.redisentra.jedis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.ReliableTransaction;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisConnectionException;

import static dev.redisentra.contract.Renewals.retire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

/** A connection whose owner keeps it, in the middle of something, while tokens are renewed and expire. */
@WithLocalAzure
class HeldConnectionsTest {
    private static final int RENEWALS = 5;
    private CommandedSource source;
    private LocalAzure azure;
    private RedisClient redis;
    private Connection held;
    private RedisCounters before;

    @BeforeEach
    void hold(LocalAzure local) {
        azure = local;
        source = new CommandedSource(azure.identity(), Duration.ofSeconds(2));
        redis = JedisClients.standalone(RedisSettings.fromEnvironment(azure.environment()), source);
        redis.flushAll();
        held = redis.getPool().getResource();
        before = azure.redis().counters();
    }

    @AfterEach
    void close() {
        azure.redis().acceptAuth();
        held.close();
        redis.close();
    }

    /** Renews, waits until the server has accepted the new token from all, and lets the old one expire. */
    private void renewAndExpire() {
        retire(azure, source.renew());
    }

    private RedisCounters seen() {
        return azure.redis().counters().since(before);
    }

    @Test
    void jedissTransactionIsKeptOpenForLongerThanATokenLives() {
        for (int i = 1; i <= 3; i++) {
            try (Transaction transaction = new Transaction(held)) {
                transaction.incr("count");
                renewAndExpire();
                transaction.incr("count");
                renewAndExpire();
                assertThat(transaction.exec()).containsExactly(2L * i - 1, 2L * i);
            }
        }
        assertThat(seen().closedAtExpiry()).isZero();
    }

    @Test
    void aDiscardedTransactionLeavesNothing() {
        try (Transaction transaction = new Transaction(held)) {
            transaction.incr("count");
            renewAndExpire();
        }
        assertThat(redis.get("count")).isNull();
        assertThat(held.ping()).isTrue();
    }

    @Test
    void aCallersArrayMayBeUsedAgainWithinATransaction() {
        byte[] value = "first".getBytes(StandardCharsets.UTF_8);
        try (Transaction transaction = new Transaction(held)) {
            transaction.set("one".getBytes(StandardCharsets.UTF_8), value);
            System.arraycopy("other".getBytes(StandardCharsets.UTF_8), 0, value, 0, value.length);
            transaction.set("two".getBytes(StandardCharsets.UTF_8), value);
            transaction.exec();
        }
        assertThat(redis.mget("one", "two")).containsExactly("first", "other");
    }

    @Test
    void aRefusalIsTakenOutOfAPipelinesAnswersToo() {
        Pipeline pipeline = new Pipeline(held);
        Response<Long> first = pipeline.incr("count");
        azure.redis().refuseAuth();
        IssuedToken old = source.renew();
        await().until(() -> seen().authsRefused() > 0);
        Response<Long> second = pipeline.incr("count");
        pipeline.sync();

        assertThat(List.of(first.get(), second.get())).containsExactly(1L, 2L);
        assertThat(source.refusals()).isNotEmpty();
        azure.redis().acceptAuth();
        retire(azure, old);
        assertThat(held.ping()).isTrue();
        await().until(() -> source.reauthenticated() == 1);
    }

    @Test
    void aTransactionOnTheServerIsFollowedByTheAuth() {
        try (ReliableTransaction transaction = new ReliableTransaction(held)) {
            IssuedToken old = source.renew();
            List<Response<Long>> counted = fillUntilAnAuthHasWaitedForLong(transaction);
            assertThat(seen().authsSent()).isZero();
            assertThat(transaction.exec()).hasSameSizeAs(counted);
            assertThat(counted.get(counted.size() - 1).get()).isEqualTo(counted.size());
            await().until(() -> azure.redis().connectionsWith(old) == 0);
            assertThat(seen().authsSent()).isOne();
            azure.identity().expire(old);
        }
        assertThat(held.ping()).isTrue();
        assertThat(seen().closedAtExpiry()).isZero();
        assertThat(seen().authsRefused()).isZero();
    }

    @Test
    void thatATransactionOnTheServerOutlivesItsTokenIsReported() {
        ReliableTransaction transaction = new ReliableTransaction(held);
        IssuedToken old = source.renew();
        fillUntilAnAuthHasWaitedForLong(transaction);
        azure.identity().expire(old);

        assertThatExceptionOfType(JedisConnectionException.class).isThrownBy(() -> transaction.incr("count"));
        assertThat(source.reports())
                .singleElement(type(AuthEvent.ReauthenticationStalled.class))
                .satisfies(stalled -> {
                    assertThat(stalled.reason()).isEqualTo("a transaction is open on it");
                    assertThat(stalled.connection().client()).isEqualTo("jedis");
                    assertThat(stalled.connection().endpoint()).containsPattern(":[0-9]+$");
                    assertThat(stalled.connection().number()).isPositive();
                });
    }

    private List<Response<Long>> fillUntilAnAuthHasWaitedForLong(ReliableTransaction transaction) {
        List<Response<Long>> counted = new ArrayList<>();
        await().until(() -> {
            counted.add(transaction.incr("count"));
            return !source.reports().isEmpty();
        });
        return counted;
    }

    @Test
    void whereAnswersAreSwitchedOffNoAuthIsTakenForOne() {
        held.sendCommand(Command.CLIENT, "REPLY", "SKIP");
        held.sendCommand(Command.INCR, "count");
        assertThat(held.ping()).isTrue();
        IssuedToken old = source.renew();
        await().until(() -> held.ping() && !source.reports().isEmpty());
        assertThat(source.reports()).hasOnlyElementsOfType(AuthEvent.ReauthenticationStalled.class);

        held.sendCommand(Command.CLIENT, "REPLY", "ON");
        assertThat(held.getStatusCodeReply()).isEqualTo("OK");
        await().until(() -> azure.redis().connectionsWith(old) == 0);
        assertThat(held.ping()).isTrue();
        assertThat(redis.get("count")).isEqualTo("1");
    }

    /** Jedis would connect it again by itself, and use it without a login. */
    @Test
    void aConnectionThatIsLostWhileItIsIdleFailsOnceAndIsReplaced() {
        held.close();
        azure.redis().dropConnections();
        source.renew();
        await().until(() -> source.listeners() == 0);

        assertThatExceptionOfType(JedisConnectionException.class).isThrownBy(() -> redis.set("greeting", "hello"));
        held = redis.getPool().getResource();
        assertThat(held.ping()).isTrue();
        assertThat(source.refusals()).isEmpty();
    }

    @Test
    void aPipelineIsKeptOpenThroughRenewalsBeforeItIsSent() {
        keepPipelineOpen(1);
    }

    @Test
    void aPipelineIsKeptOpenThroughRenewalsWithItsAnswersUnread() {
        keepPipelineOpen(1_000);
    }

    private void keepPipelineOpen(int commands) {
        Pipeline pipeline = new Pipeline(held);
        List<Response<Long>> answers = new ArrayList<>();
        for (int renewal = 0; renewal < RENEWALS; renewal++) {
            for (int command = 0; command < commands; command++) {
                answers.add(pipeline.incr("count"));
            }
            renewAndExpire();
        }
        pipeline.sync();

        assertThat(answers.stream().map(Response::get))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, (long) RENEWALS * commands)
                        .boxed()
                        .toList());
        await().until(() -> source.reauthenticated() == RENEWALS);
        assertThat(seen().authsSent()).isEqualTo(RENEWALS);
        assertThat(seen().closedAtExpiry()).isZero();
    }
}
