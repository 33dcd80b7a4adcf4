package dev.redisentra.jedis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XReadParams;
import redis.clients.jedis.resps.StreamEntry;

import static dev.redisentra.contract.Renewals.retire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Commands that block, on connections whose socket time-out is shorter than that. */
@WithLocalAzure
class BlockingTest {
    /** Shorter than a block, and longer than a login takes on a machine that is slow. */
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(1);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private LocalAzure azure;
    private CommandedSource source;
    private RedisClient redis;

    @BeforeEach
    void open(LocalAzure local) {
        azure = local;
        source = new CommandedSource(azure.identity(), Duration.ofSeconds(2));
        RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
        DefaultJedisClientConfig config = DefaultJedisClientConfig.builder()
                .from(JedisClients.clientConfig(settings))
                .socketTimeoutMillis((int) SOCKET_TIMEOUT.toMillis())
                .build();
        redis = RedisClient.builder()
                .hostAndPort(new HostAndPort(settings.host(), settings.port()))
                .clientConfig(JedisClients.authenticate(config, source))
                .build();
        azure.redis().command(0, "FLUSHALL");
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        redis.close();
    }

    private void renewAndExpire() {
        retire(azure, source.renew());
    }

    @Test
    void aBlockWithoutEndOutlivesItsTokenAndItsSocketsTimeout() throws Exception {
        Future<List<String>> popped = threads.submit(() -> redis.blpop(0, "queue"));
        await().until(() -> azure.redis().calls("blpop") > 0);
        Instant timedOut = Instant.now().plus(SOCKET_TIMEOUT);
        for (int renewal = 0; renewal < 3 || Instant.now().isBefore(timedOut); renewal++) {
            renewAndExpire();
        }
        redis.rpush("queue", "element");

        assertThat(popped.get(60, TimeUnit.SECONDS)).containsExactly("queue", "element");
        assertThat(azure.redis().counters().closedAtExpiry()).isZero();
    }

    @Test
    void aBlockEndsWhenTheCallersTimeIsOver() {
        long before = azure.redis().calls("brpop");
        assertThat(redis.brpop(2.0, "nothing")).isNull();
        assertThat(azure.redis().calls("brpop") - before).as("in slices").isGreaterThan(1);
    }

    @Test
    void theEndOfAStreamIsWhereItWasAtTheCall() throws Exception {
        redis.xadd("stream", StreamEntryID.NEW_ENTRY, Map.of("number", "0"));
        Future<List<Map.Entry<String, List<StreamEntry>>>> read = threads.submit(
                () -> redis.xread(XReadParams.xReadParams().block(0), Map.of("stream", StreamEntryID.XREAD_NEW_ENTRY)));
        await().until(() -> azure.redis().calls("xread") > 1);
        renewAndExpire();
        redis.xadd("stream", StreamEntryID.NEW_ENTRY, Map.of("number", "1"));

        List<StreamEntry> entries = read.get(60, TimeUnit.SECONDS).get(0).getValue();
        assertThat(entries).extracting(StreamEntry::getFields).containsExactly(Map.of("number", "1"));
    }

    @Test
    void theServersErrorIsTheCallersToSee() {
        redis.set("text", "text");
        assertThatExceptionOfType(JedisDataException.class)
                .isThrownBy(() -> redis.blpop(0, "text"))
                .withMessageStartingWith("WRONGTYPE");
    }

    @Test
    void aBlockThatIsSpeltOutIsCutAsWell() throws Exception {
        Future<Object> popped = threads.submit(() -> redis.executeCommand(
                new CommandArguments(Command.BLPOP).key("queue").add(0).blocking()));
        await().until(() -> azure.redis().calls("blpop") > 0);
        renewAndExpire();
        redis.rpush("queue", "element");

        assertThat(popped.get(60, TimeUnit.SECONDS)).isInstanceOf(List.class);
    }
}
