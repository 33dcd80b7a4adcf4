package dev.redisentra.jedis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.auth.AuthException;
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
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.Pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What is Jedis's alone to promise of a renewal, besides the contract. Tokens are renewed and expired by command. */
abstract class RenewalContract {
    private static final int RENEWALS = 5;
    private static final int IDLE_PER_POOL = 3;

    /** AUTHs are spread over a tenth of it. The tokens live for an hour, or until a test expires them. */
    private static final Duration CLAIMED_LIFE = Duration.ofSeconds(5);

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
        source = new CommandedSource(azure.identity(), CLAIMED_LIFE);
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
    void twoRenewalsInARowAreAnsweredByOneAuth() {
        UnifiedJedis redis = open(source);
        int connections = fill(redis);

        List<IssuedToken> old = source.renewTwice();
        awaitReauthenticated(connections);
        old.forEach(azure.identity()::expire);

        assertThat(source.reauthenticated()).isEqualTo(connections);
        assertThat(azure.redis().counters().authsRefused()).isZero();
    }

    @Test
    void aConnectionInUseIsReauthenticatedWhileItIsHeld() {
        UnifiedJedis redis = open(source);
        try (Connection held = anyPool(redis).getResource()) {
            RedisCounters before = azure.redis().counters();
            for (int renewal = 1; renewal <= RENEWALS; renewal++) {
                IssuedToken old = source.renew();
                awaitReauthenticated(renewal);
                azure.identity().expire(old);
                assertThat(held.ping()).isTrue();
            }
            assertThat(azure.redis().counters().since(before).authsSent()).isEqualTo(RENEWALS);
        }
        assertThat(redis.set("greeting", "hello")).isEqualTo("OK");
        assertThat(anyPool(redis).getDestroyedCount()).isZero();
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
        assertThat(source.refusals()).allSatisfy(refusal -> assertThat(refusal).hasMessageStartingWith("WRONGPASS"));
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
