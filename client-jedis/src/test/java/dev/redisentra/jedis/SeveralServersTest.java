package dev.redisentra.jedis;

import java.time.Duration;
import java.util.Set;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.Contract;
import dev.redisentra.contract.PlainRedis;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSentinelPool;
import redis.clients.jedis.MultiDbClient;
import redis.clients.jedis.MultiDbConfig;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.mcf.HealthCheckStrategy;
import redis.clients.jedis.mcf.PingStrategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that choose between servers: by what a sentinel says, or of several databases. The sentinel is in the clear and
 * asks for no login, and its master speaks TLS.
 */
@Tag("scaled")
@WithLocalAzure
class SeveralServersTest {
    private final LocalAzure azure;
    private final CommandedSource source;
    private final JedisClientConfig config;
    private RedisCounters before;

    SeveralServersTest(LocalAzure azure) {
        this.azure = azure;
        source = new CommandedSource(azure.identity(), Duration.ofSeconds(1));
        config = JedisClients.authenticate(
                JedisClients.clientConfig(RedisSettings.fromEnvironment(azure.environment())), source);
        before = azure.redis().counters();
    }

    @FunctionalInterface
    private interface Setting {
        String set(String key, String value);
    }

    @BeforeEach
    void start() {
        before = azure.redis().counters();
    }

    @AfterEach
    void nothingIsLeft() {
        await().until(() -> azure.redis().counters().connectionsOpen() == 0);
        await().until(() -> source.listeners() == 0);
    }

    @Test
    @SuppressWarnings("deprecation") // adopters have it
    void aPoolOfASentinel() {
        try (PlainRedis sentinel = PlainRedis.sentinel(azure.redis());
                JedisSentinelPool pool = new JedisSentinelPool(
                        PlainRedis.MASTER,
                        sentinels(sentinel),
                        config,
                        DefaultJedisClientConfig.builder().build())) {
            outlivesRenewals((key, value) -> {
                try (Jedis jedis = pool.getResource()) {
                    return jedis.set(key, value);
                }
            });
            sawNoLogin(sentinel);
        }
    }

    @Test
    void aClientOfASentinel() {
        try (PlainRedis sentinel = PlainRedis.sentinel(azure.redis());
                RedisSentinelClient redis = RedisSentinelClient.builder()
                        .masterName(PlainRedis.MASTER)
                        .sentinels(sentinels(sentinel))
                        .clientConfig(config)
                        .sentinelClientConfig(DefaultJedisClientConfig.builder().build())
                        .build()) {
            outlivesRenewals(redis::set);
            sawNoLogin(sentinel);
        }
    }

    /** One Redis under two names stands for two caches of one principal. The certificate has the name in any case. */
    @Test
    void aClientOfSeveralDatabases() {
        HostAndPort one = new HostAndPort("localhost", azure.redis().port());
        HostAndPort other = new HostAndPort("LOCALHOST", azure.redis().port());
        try (MultiDbClient redis = MultiDbClient.builder()
                .multiDbConfig(MultiDbConfig.builder()
                        .database(database(one, 1))
                        .database(database(other, 0.5f))
                        .build())
                .build()) {
            assertThat(redis.getActiveDatabaseEndpoint()).isEqualTo(one);
            outlivesRenewals(redis::set);
            await().until(() -> redis.isHealthy(other));
            redis.setActiveDatabase(other);
            outlivesRenewals(redis::set);
            assertThat(redis.getActiveDatabaseEndpoint()).isEqualTo(other);
        }
    }

    /** Its PINGs may take a minute; Jedis's own take a second, or else it gives the database up. */
    private MultiDbConfig.DatabaseConfig database(HostAndPort server, float weight) {
        return MultiDbConfig.DatabaseConfig.builder(server, config)
                .weight(weight)
                .healthCheckStrategySupplier((endpoint, with) -> new PingStrategy(
                        endpoint,
                        with,
                        HealthCheckStrategy.Config.builder().timeout(60_000).build()))
                .build();
    }

    private static Set<HostAndPort> sentinels(PlainRedis sentinel) {
        return Set.of(new HostAndPort("127.0.0.1", sentinel.port()));
    }

    /** None that failed, and it has no user to log in. */
    private static void sawNoLogin(PlainRedis sentinel) {
        assertThat(sentinel.ask("ACL LOG")).contains("*0");
    }

    private void outlivesRenewals(Setting redis) {
        assertThat(redis.set("key", "first")).isEqualTo("OK");
        long reauthenticated = source.reauthenticated();
        for (int renewal = 1; renewal <= Contract.RENEWALS; renewal++) {
            IssuedToken old = source.renew();
            await().until(() -> azure.redis().connectionsWith(old) == 0);
            azure.identity().expire(old);
            assertThat(redis.set("key", "value " + renewal)).isEqualTo("OK");
        }
        await().untilAsserted(() ->
                assertThat(source.reauthenticated() - reauthenticated).isGreaterThanOrEqualTo(Contract.RENEWALS));
        RedisCounters seen = azure.redis().counters().since(before);
        assertThat(seen.closedAtExpiry()).isZero();
        assertThat(seen.authsRefused()).isZero();
    }
}
