package dev.redisentra.jedis;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a client leaves in its process when it is closed. No other test may start threads meanwhile. */
@Isolated
class ClosedClientTest {
    @Test
    @WithLocalAzure
    void leavesNothingBehind(LocalAzure azure) {
        leavesNothingBehind(azure, JedisClients::standalone, RedisClient::getPool);
    }

    @Test
    @WithLocalAzure(topology = Topology.CLUSTER)
    void leavesNothingOfAClusterBehind(LocalAzure azure) {
        leavesNothingBehind(azure, JedisClients::cluster, RedisClusterClient::getClusterNodes);
    }

    private static <C extends UnifiedJedis> void leavesNothingBehind(
            LocalAzure azure, BiFunction<RedisSettings, CredentialSource, C> opener, Function<C, Object> pools) {
        CommandedSource source = new CommandedSource(azure.identity(), Duration.ofSeconds(5));
        @Nullable C client = opener.apply(RedisSettings.fromEnvironment(azure.environment()), source);
        client.set("greeting", "hello");
        source.renew();
        assertThat(source.listeners()).isOne();

        WeakReference<Object> gone = new WeakReference<>(pools.apply(client));
        client.close();
        client = null;

        assertThat(source.listeners()).isZero();
        source.renew();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("redis-entra-jedis")));
        await().until(() -> azure.redis().counters().connectionsOpen() == 0);
        await().until(() -> {
            System.gc();
            return gone.get() == null;
        });
    }
}
