package dev.redisentra.jedis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.spi.tls.PrivateCa;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.SslOptions;

import static dev.redisentra.contract.Renewals.retire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whatever takes a client configuration takes a dressed one. */
class DoorsTest {
    private static final int RENEWALS = 3;

    /** A client, as far as it matters here. */
    private interface Door extends AutoCloseable {
        String set(String key, String value);

        @Override
        void close();
    }

    @Test
    @WithLocalAzure
    void jedisItself(LocalAzure azure) {
        outlivesRenewals(azure, config -> {
            Jedis jedis = new Jedis(address(azure), config);
            return door(jedis::set, jedis::close);
        });
    }

    @Test
    @WithLocalAzure
    @SuppressWarnings("deprecation") // adopters have it
    void aPoolOfJedis(LocalAzure azure) {
        outlivesRenewals(azure, config -> {
            JedisPool pool = new JedisPool(address(azure), config);
            return door(
                    (key, value) -> {
                        try (Jedis jedis = pool.getResource()) {
                            return jedis.set(key, value);
                        }
                    },
                    pool::close);
        });
    }

    @Test
    @WithLocalAzure
    void aClientOfOneEndpoint(LocalAzure azure) {
        outlivesRenewals(azure, config -> {
            RedisClient redis = RedisClient.builder()
                    .hostAndPort(address(azure))
                    .clientConfig(config)
                    .poolConfig(new ConnectionPoolConfig())
                    .build();
            return door(redis::set, redis::close);
        });
    }

    @Test
    @WithLocalAzure
    void aConfigurationThatIsTunedAfterwards(LocalAzure azure) {
        outlivesRenewals(azure, config -> {
            JedisClientConfig tuned = DefaultJedisClientConfig.builder()
                    .from(config)
                    .clientName("tuned")
                    .build();
            Jedis jedis = new Jedis(address(azure), tuned);
            assertThat(jedis.clientGetname()).isEqualTo("tuned");
            return door(jedis::set, jedis::close);
        });
    }

    @Test
    @WithLocalAzure(topology = Topology.CLUSTER)
    void aClientOfACluster(LocalAzure azure) {
        outlivesRenewals(azure, config -> {
            RedisClusterClient redis = RedisClusterClient.builder()
                    .nodes(Set.of(address(azure)))
                    .clientConfig(config)
                    .build();
            return door(redis::set, redis::close);
        });
    }

    @Test
    @WithLocalAzure
    void jedissOwnWayToSayTls(LocalAzure azure) throws Exception {
        KeyStore store = PrivateCa.trustStore(azure.redis().certificateAuthority(), "PKCS12");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, "public".toCharArray());
        SslOptions options = SslOptions.builder()
                .trustStoreType("PKCS12")
                .truststore(() -> new ByteArrayInputStream(bytes.toByteArray()), "public".toCharArray())
                .build();
        CommandedSource source = new CommandedSource(azure.identity(), Duration.ofSeconds(2));
        JedisClientConfig config = JedisClients.authenticate(
                DefaultJedisClientConfig.builder().sslOptions(options).build(), source);
        try (Jedis jedis = new Jedis(address(azure), config)) {
            outlivesRenewals(azure, source, door(jedis::set, jedis::close));
        }
    }

    @Test
    @WithLocalAzure
    void aConfigurationThatIsDressedTwiceCarriesOneSession(LocalAzure azure) {
        outlivesRenewals(azure, config -> {
            CommandedSource another = new CommandedSource(azure.identity(), Duration.ofSeconds(2));
            Jedis jedis = new Jedis(address(azure), JedisClients.authenticate(config, another));
            assertThat(another.listeners()).isOne();
            another.renew();
            await().until(() -> another.reauthenticated() == 1);
            jedis.close();
            assertThat(another.listeners()).isZero();
            Jedis first = new Jedis(address(azure), config);
            return door(first::set, first::close);
        });
    }

    private static HostAndPort address(LocalAzure azure) {
        return new HostAndPort(azure.redis().host(), azure.redis().port());
    }

    private interface Setting {
        String set(String key, String value);
    }

    private static Door door(Setting setting, Runnable closing) {
        return new Door() {
            @Override
            public String set(String key, String value) {
                return setting.set(key, value);
            }

            @Override
            public void close() {
                closing.run();
            }
        };
    }

    private static void outlivesRenewals(LocalAzure azure, Function<JedisClientConfig, Door> opener) {
        CommandedSource source = new CommandedSource(azure.identity(), Duration.ofSeconds(2));
        JedisClientConfig config = JedisClients.clientConfig(RedisSettings.fromEnvironment(azure.environment()));
        outlivesRenewals(azure, source, opener.apply(JedisClients.authenticate(config, source)));
    }

    private static void outlivesRenewals(LocalAzure azure, CommandedSource source, Door opened) {
        try (Door door = opened) {
            for (String key : List.of("a", "b", "c", "d")) { // on all nodes of a cluster
                door.set(key, "first");
            }
            RedisCounters before = azure.redis().counters();
            for (int renewal = 0; renewal < RENEWALS; renewal++) {
                retire(azure, source.renew());
                assertThat(door.set("a", "then")).isEqualTo("OK");
            }
            RedisCounters seen = azure.redis().counters().since(before);
            assertThat(seen.connectionsOpened()).isZero();
            assertThat(seen.closedAtExpiry()).isZero();
            assertThat(seen.authsRefused()).isZero();
        }
        await().until(() -> source.listeners() == 0);
    }
}
