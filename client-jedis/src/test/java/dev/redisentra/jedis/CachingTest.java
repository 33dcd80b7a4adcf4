package dev.redisentra.jedis;

import java.time.Duration;
import java.util.Set;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.csc.DefaultCache;
import redis.clients.jedis.exceptions.JedisException;

import static dev.redisentra.contract.Renewals.retire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Client-side caching on connections that are re-authenticated. */
class CachingTest {
    @Nested
    @WithLocalAzure
    class Standalone extends Caching {
        @Test
        void aServerThatTellsTooEarlyIsRefusedAsJedisDoes() {
            try (UnifiedJedis strict = open(new TestCache(false))) {
                assertThatExceptionOfType(JedisException.class)
                        .isThrownBy(() -> strict.get("greeting"))
                        .withMessageContaining("only supported with 'Redis 7.4' or later");
            }
        }
    }

    @Nested
    @WithLocalAzure(topology = Topology.CLUSTER)
    class Cluster extends Caching {}

    abstract static class Caching {
        private static final int RENEWALS = 5;

        private LocalAzure azure;
        private RedisSettings settings;
        private CommandedSource source;
        final TestCache cache = new TestCache(true);
        UnifiedJedis reader;
        UnifiedJedis writer;

        @BeforeEach
        void connect(LocalAzure local) {
            azure = local;
            settings = RedisSettings.fromEnvironment(azure.environment());
            source = new CommandedSource(azure.identity(), Duration.ofSeconds(2));
            reader = open(cache);
            writer = open(null);
        }

        @AfterEach
        void close() {
            reader.close();
            writer.close();
        }

        final UnifiedJedis open(@Nullable TestCache to) {
            HostAndPort address = new HostAndPort(settings.host(), settings.port());
            JedisClientConfig config = JedisClients.authenticate(JedisClients.clientConfig(settings), source);
            return azure.redis().topology() == Topology.CLUSTER
                    ? RedisClusterClient.builder()
                            .nodes(Set.of(address))
                            .clientConfig(config)
                            .cache(to)
                            .build()
                    : RedisClient.builder()
                            .hostAndPort(address)
                            .clientConfig(config)
                            .cache(to)
                            .build();
        }

        @Test
        void aCachedValueIsCurrentThroughRenewals() {
            writer.set("count", "0");
            assertThat(reader.get("count")).isEqualTo("0");
            RedisCounters before = azure.redis().counters();
            long loads = cache.getStats().getLoadCount();

            for (int renewal = 1; renewal <= RENEWALS; renewal++) {
                IssuedToken old = source.renew();
                assertThat(reader.get("count")).isEqualTo(Integer.toString(renewal - 1));
                retire(azure, old);
                assertThat(reader.get("count")).isEqualTo(Integer.toString(renewal - 1));

                writer.incr("count");
                String counted = Integer.toString(renewal);
                await().untilAsserted(() -> assertThat(reader.get("count")).isEqualTo(counted));
            }

            RedisCounters seen = azure.redis().counters().since(before);
            assertThat(seen.closedAtExpiry()).isZero();
            assertThat(seen.connectionsOpened()).isZero();
            assertThat(seen.authsSent())
                    .isEqualTo((long) RENEWALS * azure.redis().counters().connectionsOpen());
            assertThat(cache.getStats().getLoadCount() - loads)
                    .as("what was not in the cache")
                    .isEqualTo(RENEWALS);
        }

        /** At its AUTH at the latest: nothing tells before that nothing more is to be heard on a connection. */
        @Test
        void aValueOfAConnectionThatIsLostIsReadAgain() {
            writer.set("greeting", "hello");
            assertThat(reader.get("greeting")).isEqualTo("hello");
            azure.redis().dropConnections();
            await().ignoreExceptions()
                    .until(() -> writer.set("greeting", "hello again").equals("OK"));
            source.renew();

            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(reader.get("greeting")).isEqualTo("hello again"));
        }
    }

    /** Counts on nothing but what it is told, as there is Redis 7.0 in the tests. */
    static final class TestCache extends DefaultCache {
        private final boolean anyServer;

        TestCache(boolean anyServer) {
            super(100);
            this.anyServer = anyServer;
        }

        @Override
        public boolean compatibilityMode() {
            return anyServer;
        }
    }
}
