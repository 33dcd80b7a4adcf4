package dev.redisentra.jedis;

import java.util.Set;

import dev.redisentra.contract.PlainRedis;
import dev.redisentra.contract.SeveralServersContract;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
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

class SeveralServersTest extends SeveralServersContract {
    private final JedisClientConfig config;

    SeveralServersTest(LocalAzure azure) {
        super(azure);
        config = JedisClients.authenticate(
                JedisClients.clientConfig(RedisSettings.fromEnvironment(azure.environment())), source);
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
}
