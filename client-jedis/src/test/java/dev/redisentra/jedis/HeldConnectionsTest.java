package dev.redisentra.jedis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import dev.redisentra.contract.CommandedSource;
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
import redis.clients.jedis.util.Pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
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
        IssuedToken old = source.renew();
        await().until(() -> azure.redis().connectionsWith(old) == 0);
        azure.identity().expire(old);
    }

    private RedisCounters seen() {
        return azure.redis().counters().since(before);
    }

    @Test
    void aPipelineIsKeptOpenThroughRenewalsBeforeItIsSent() {
        keepPipelineOpen(1, () -> await().until(() -> source.reauthenticated() == RENEWALS));
    }

    @Test
    void aPipelineIsKeptOpenThroughRenewalsWithItsAnswersUnread() {
        keepPipelineOpen(
                100,
                () -> assertThat(source.reauthenticated())
                        .as("answers that nobody has read")
                        .isZero());
    }

    private void keepPipelineOpen(int commands, Runnable lookBeforeReading) {
        Pipeline pipeline = new Pipeline(held);
        List<Response<Long>> answers = new ArrayList<>();
        for (int renewal = 0; renewal < RENEWALS; renewal++) {
            for (int command = 0; command < commands; command++) {
                answers.add(pipeline.incr("count"));
            }
            renewAndExpire();
        }
        lookBeforeReading.run();
        pipeline.sync();

        assertThat(answers.stream().map(Response::get))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, (long) RENEWALS * commands)
                        .boxed()
                        .toList());
        assertThat(source.reauthenticated()).isEqualTo(RENEWALS);
        assertThat(seen().authsSent()).isEqualTo(RENEWALS);
        assertThat(seen().closedAtExpiry()).isZero();
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
    void aTransactionOnTheServerIsFollowedByTheAuth() {
        try (ReliableTransaction transaction = new ReliableTransaction(held)) {
            transaction.incr("count");
            IssuedToken old = source.renew();
            assertThat(((AuthenticatedConnection) held).authenticate(source.current()))
                    .isFalse();
            transaction.incr("count");
            assertThat(seen().authsSent()).isZero();
            assertThat(transaction.exec()).containsExactly(1L, 2L);
            await().until(() -> azure.redis().connectionsWith(old) == 0);
            assertThat(seen().authsSent()).isOne();
            azure.identity().expire(old);
        }
        assertThat(held.ping()).isTrue();
        assertThat(seen().closedAtExpiry()).isZero();
        assertThat(seen().authsRefused()).isZero();
    }

    @Test
    void aTransactionThatOutlivesItsTokenOnTheServerIsToldSo() {
        ReliableTransaction transaction = new ReliableTransaction(held);
        azure.identity().expire(source.renew());

        assertThatExceptionOfType(JedisConnectionException.class)
                .isThrownBy(() -> transaction.incr("count"))
                .withMessageContaining("took no AUTH. Send EXEC or DISCARD before the credential expires.");
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
        await().until(() -> azure.redis().connectionsWith(old) == 0);
        azure.identity().expire(old);
        assertThat(held.ping()).isTrue();
        await().until(() -> source.reauthenticated() == 1);
    }

    /** The node that a slot is on the move to serves the next command alone. */
    @Test
    void noAuthGetsBetweenAskingAndWhatItIsFor() {
        held.sendCommand(Command.ASKING);
        ((AuthenticatedConnection) held).flush();
        source.renew();
        assertThat(((AuthenticatedConnection) held).authenticate(source.current()))
                .isFalse();
        assertThat(seen().authsSent()).isZero();

        held.sendCommand(Command.PING);
        assertThat(held.getMany(2)).last().isEqualTo("PONG".getBytes(StandardCharsets.UTF_8));
        await().until(() -> source.reauthenticated() == 1);
    }

    @Test
    void whereAnswersAreSwitchedOffNoAuthIsTakenForOne() {
        held.sendCommand(Command.CLIENT, "REPLY", "SKIP");
        held.sendCommand(Command.INCR, "count");
        assertThat(held.ping()).isTrue();
        source.renew();

        assertThat(((AuthenticatedConnection) held).authenticate(source.current()))
                .isFalse();
        assertThat(held.ping()).isTrue();
        held.close();
        assertThat(redis.getPool().getNumIdle()).isZero();
        assertThat(redis.get("count")).isEqualTo("1");
    }

    @Test
    void aConnectionThatIsGivenBackInTheMiddleOfSomethingIsThrownAway() {
        Pool<Connection> pool = redis.getPool();
        for (Command command : List.of(Command.PING, Command.MULTI, Command.SUBSCRIBE)) {
            Connection left = pool.getResource();
            left.sendCommand(command, command == Command.SUBSCRIBE ? new String[] {"news"} : new String[0]);
            left.close();
            assertThat(pool.getNumIdle()).as(command.name()).isZero();
        }
        assertThat(redis.set("greeting", "hello")).isEqualTo("OK");
    }

    @Test
    void aConnectionThatIsLostWhileItIsIdleIsReplaced() {
        held.close();
        azure.redis().dropConnections();
        source.renew();
        await().until(() -> redis.getPool().listAllObjects().size() == 1);
        await().until(held::isBroken);

        held = redis.getPool().getResource();
        assertThat(held.ping()).isTrue();
        assertThat(source.refusals()).isEmpty();
    }
}
