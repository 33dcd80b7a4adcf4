package dev.redisentra.jedis;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Setting;
import dev.redisentra.core.config.Topology;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Connection;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.Pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What holds in each mode. Tokens are renewed and expired by command, except in the test under load. */
abstract class RenewalContract {
    private static final int RENEWALS = 5;
    private static final int IDLE_PER_POOL = 3;

    /** The engine asks at half-life: 4 s are left then, enough for a machine that is busy. */
    private static final Duration LIFE_UNDER_LOAD = Duration.ofSeconds(8);

    private final Protocol protocol;
    private LocalAzure azure;
    private RedisSettings settings;
    private CommandedSource source;
    private @Nullable UnifiedJedis client;

    RenewalContract(Protocol protocol) {
        this.protocol = protocol;
    }

    @BeforeEach
    void prepare(LocalAzure local) {
        azure = local;
        settings = RedisSettings.from(setting -> setting == Setting.PROTOCOL
                ? protocol.toString()
                : azure.environment().get(setting.variable()));
        source = new CommandedSource(azure.identity());
    }

    @AfterEach
    void closeClient() {
        azure.redis().acceptAuth();
        if (client != null) {
            client.close();
        }
    }

    private UnifiedJedis open(CredentialSource from) {
        UnifiedJedis opened = settings.topology() == Topology.CLUSTER
                ? JedisClients.cluster(settings, from)
                : JedisClients.standalone(settings, from);
        client = opened;
        return opened;
    }

    @Test
    void speaksTheProtocolAskedFor() {
        try (Connection connection = anyPool(open(source)).getResource()) {
            assertThat(connection.getRedisProtocol()).hasToString(protocol.toString());
        }
    }

    @Test
    void aNewConnectionLogsInWithTheCurrentToken() {
        UnifiedJedis redis = open(source);
        azure.identity().expire(source.renew());

        assertThat(redis.set("greeting", "hello")).isEqualTo("OK");
        assertThat(redis.get("greeting")).isEqualTo("hello");
    }

    @Test
    void idleConnectionsOutliveTheirTokens() {
        UnifiedJedis redis = open(source);
        int connections = fill(redis);
        RedisCounters before = azure.redis().counters();

        for (int renewal = 1; renewal <= RENEWALS; renewal++) {
            IssuedToken old = source.renew();
            awaitReauthenticated((long) renewal * connections);
            azure.identity().expire(old);
        }

        RedisCounters seen = azure.redis().counters().since(before);
        assertThat(seen.closedAtExpiry()).isZero();
        assertThat(seen.connectionsOpened()).isZero();
        assertThat(seen.authsAccepted()).isEqualTo((long) RENEWALS * connections);
        assertThat(seen.authsSent()).isEqualTo(seen.authsAccepted());
        assertThat(redis.set("greeting", "hello")).isEqualTo("OK");
    }

    @Test
    void twoRenewalsInARowAreAnsweredByOneAuth() {
        UnifiedJedis redis = open(source);
        int connections = fill(redis);

        IssuedToken first = source.renew();
        source.renew();
        awaitReauthenticated(connections);
        azure.identity().expire(first);

        assertThat(source.reauthenticated()).isEqualTo(connections);
        assertThat(azure.redis().counters().authsRefused()).isZero();
    }

    @Test
    void aConnectionInUseIsReauthenticatedByItsOwnerWhenItReturns() {
        UnifiedJedis redis = open(source);
        IssuedToken old;
        try (Connection inUse = anyPool(redis).getResource()) {
            RedisCounters before = azure.redis().counters();
            old = source.renew();
            // Longer than the AUTHs are spread. The connection that blocks logs in with the new token.
            assertThat(redis.blpop(1.25, "nothing")).isNull();
            assertThat(inUse.ping()).isTrue();
            assertThat(azure.redis().counters().since(before).authsSent()).isOne();
        }
        awaitReauthenticated(1);
        long closedBefore = azure.redis().counters().closedAtExpiry();
        azure.identity().expire(old);

        assertThat(azure.redis().counters().closedAtExpiry()).isEqualTo(closedBefore);
        assertThat(redis.set("greeting", "hello")).isEqualTo("OK");
    }

    @Test
    void aRefusedAuthLeavesTheConnectionAliveAndIsTriedAgain() {
        UnifiedJedis redis = open(source);
        int connections = fill(redis);
        RedisCounters before = azure.redis().counters();
        azure.redis().refuseAuth();
        IssuedToken old = source.renew();

        await().until(() -> source.refusals().size() >= connections);
        int commands = 200;
        for (int i = 0; i < commands; i++) {
            assertThat(redis.set("key-" + i, "value")).isEqualTo("OK");
        }
        RedisCounters refused = azure.redis().counters().since(before);
        assertThat(source.refusals()).hasOnlyElementsOfType(JedisAccessControlException.class);
        assertThat(refused.connectionsOpened()).isZero();
        assertThat(refused.connectionsOpen()).isZero();
        // Not at each borrow and return.
        assertThat(refused.authsRefused()).isBetween((long) connections, (long) commands);

        azure.redis().acceptAuth();
        awaitReauthenticated(connections);
        azure.identity().expire(old);
        assertThat(azure.redis().counters().since(before).closedAtExpiry()).isZero();
    }

    @Test
    void nothingFailsUnderLoadWhileTheEngineRenews() throws Exception {
        azure.identity().tokenLifetime(LIFE_UNDER_LOAD);
        RedisCounters before = azure.redis().counters();
        try (CredentialSource engine = CredentialSources.open(settings);
                UnifiedJedis redis = open(engine)) {
            int threads = 4;
            ExecutorService load = Executors.newFixedThreadPool(threads);
            List<Future<Long>> workers = new ArrayList<>();
            for (int worker = 0; worker < threads; worker++) {
                workers.add(load.submit(untilRenewed(redis, engine, "worker-" + worker)));
            }
            load.shutdown();
            for (Future<Long> worker : workers) {
                assertThat(worker.get()).isGreaterThan(RENEWALS);
            }

            AuthStatus.Counters told = engine.status().counters();
            RedisCounters seen = azure.redis().counters().since(before);
            assertThat(seen.closedAtExpiry()).isZero();
            assertThat(seen.authsRefused()).isZero();
            assertThat(told.reauthenticationFailures()).isZero();
            assertThat(told.reauthentications()).isGreaterThanOrEqualTo(RENEWALS);
            // Renewals, the first credential among them, stand for the logins too.
            assertThat(seen.authsSent()).isLessThanOrEqualTo(seen.connectionsOpened() * told.renewals());
        }
        client = null;
    }

    private static Callable<Long> untilRenewed(UnifiedJedis redis, CredentialSource engine, String name) {
        return () -> {
            long count = 0;
            // One more than the renewals to be outlived: the token of the last but one is then about to expire.
            while (engine.status().counters().renewals() <= RENEWALS + 1) {
                String key = name + "-" + count % 100;
                String value = name + "=" + count++;
                assertThat(redis.set(key, value)).isEqualTo("OK");
                assertThat(redis.get(key)).isEqualTo(value);
            }
            return count;
        };
    }

    @Test
    void aPoolThatIsMadeAfterARenewalTakesPartInTheNext() {
        UnifiedJedis redis = open(source);
        azure.identity().expire(source.renew());
        int connections = fill(redis);
        RedisCounters before = azure.redis().counters();

        IssuedToken old = source.renew();
        awaitReauthenticated(connections);
        azure.identity().expire(old);

        assertThat(azure.redis().counters().since(before).closedAtExpiry()).isZero();
    }

    @Test
    void aClosedClientHearsNothingMoreAndLeavesNothingBehind() {
        long openBefore = azure.redis().counters().connectionsOpen();
        UnifiedJedis redis = open(source);
        fill(redis);
        source.renew();
        assertThat(source.listeners()).isOne();

        WeakReference<Object> gone = new WeakReference<>(anyPool(redis));
        redis.close();
        redis = null;
        client = null;

        assertThat(source.listeners()).isZero();
        source.renew();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("redis-entra-jedis")));
        await().until(() -> azure.redis().counters().connectionsOpen() == openBefore);
        await().until(() -> {
            System.gc();
            return gone.get() == null;
        });
        assertThat(source.current()).isNotNull();
    }

    @Test
    void closingTheSourceFirstLeavesItsConnectionsWorking() {
        UnifiedJedis redis = open(source);
        fill(redis);
        source.close();

        assertThat(redis.set("greeting", "hello")).isEqualTo("OK");
        Pool<Connection> pool = anyPool(redis);
        pool.clear();
        assertThatExceptionOfType(JedisException.class)
                .isThrownBy(pool::getResource)
                .withRootCauseInstanceOf(AuthException.class);
    }

    private void awaitReauthenticated(long times) {
        await().untilAsserted(() -> assertThat(source.reauthenticated()).isEqualTo(times));
    }

    /** Leaves a number of idle connections in each pool, and tells how many in all. */
    private static int fill(UnifiedJedis redis) {
        int connections = 0;
        for (Pool<Connection> pool : pools(redis)) {
            List<Connection> borrowed = new ArrayList<>();
            for (int i = 0; i < IDLE_PER_POOL; i++) {
                borrowed.add(pool.getResource());
            }
            borrowed.forEach(Connection::close);
            connections += pool.getNumIdle();
        }
        return connections;
    }

    private static Pool<Connection> anyPool(UnifiedJedis redis) {
        return pools(redis).get(0);
    }

    private static List<Pool<Connection>> pools(UnifiedJedis redis) {
        return redis instanceof RedisClusterClient cluster
                ? List.copyOf(cluster.getClusterNodes().values())
                : List.of(((RedisClient) redis).getPool());
    }
}
