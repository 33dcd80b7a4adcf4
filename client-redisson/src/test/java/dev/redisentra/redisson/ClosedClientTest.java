package dev.redisentra.redisson;

import java.lang.ref.WeakReference;
import java.time.Duration;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a client leaves in its process when it is closed. No other test may start threads meanwhile. */
@Isolated
class ClosedClientTest {
    @Test
    @WithLocalAzure
    void leavesNothingBehind(LocalAzure azure) {
        check(azure);
    }

    @Test
    @WithLocalAzure(topology = Topology.CLUSTER)
    void leavesNothingOfAClusterBehind(LocalAzure azure) {
        check(azure);
    }

    private static void check(LocalAzure azure) {
        CommandedSource source = new CommandedSource(azure.identity(), Duration.ofSeconds(4));
        @Nullable
        RedissonClient client =
                Redisson.create(RedissonClients.config(RedisSettings.fromEnvironment(azure.environment()), source));
        client.getBucket("greeting", StringCodec.INSTANCE).set("hello");
        assertThat(source.listeners()).isOne();

        WeakReference<Object> gone = new WeakReference<>(client);
        client.shutdown();
        client = null;

        await().until(() -> source.listeners() == 0);
        source.renew();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("redisson")));
        await().until(() -> azure.redis().counters().connectionsOpen() == 0);
        await().until(() -> {
            System.gc();
            return gone.refersTo(null);
        });
    }
}
