package dev.redisentra.redisson;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.redisentra.contract.Contract;
import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.redisson.Redisson;
import org.redisson.api.RBucket;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

import static org.assertj.core.api.Assertions.assertThat;

/** With the real engine, the real azure-identity, and tokens that expire by the clock. */
@Tag("scaled")
@Execution(ExecutionMode.CONCURRENT)
@Order(2)
class EngineTest {
    private static final int RENEWALS = Contract.RENEWALS;

    /** The engine asks at half of it, and so leaves 5 s: enough for a machine that runs other tests at the same time. */
    private static final Duration LIFE = Duration.ofSeconds(10);

    private static final int THREADS = 8;

    @Test
    @WithLocalAzure(azureIdentity = true)
    void nothingFailsOnAStandaloneServer(LocalAzure azure) throws Exception {
        nothingFails(azure);
    }

    @Test
    @WithLocalAzure(topology = Topology.CLUSTER, azureIdentity = true)
    void nothingFailsOnACluster(LocalAzure azure) throws Exception {
        nothingFails(azure);
    }

    private static void nothingFails(LocalAzure azure) throws Exception {
        azure.identity().tokenLifetime(LIFE);
        RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
        try (CredentialSource engine = CredentialSources.open(settings)) {
            RedissonClient redis = Redisson.create(RedissonClients.config(settings, engine));
            ExecutorService load = Executors.newFixedThreadPool(THREADS);
            List<Future<Long>> workers = new ArrayList<>();
            for (int worker = 0; worker < THREADS; worker++) {
                workers.add(load.submit(untilRenewed(redis, engine, "worker-" + worker)));
            }
            load.shutdown();
            for (Future<Long> worker : workers) {
                assertThat(worker.get()).isGreaterThan(RENEWALS);
            }
            redis.shutdown();

            AuthStatus.Counters told = engine.status().counters();
            RedisCounters seen = azure.redis().counters();
            assertThat(seen.closedAtExpiry()).isZero();
            assertThat(seen.authsRefused()).isZero();
            assertThat(told.reauthenticationFailures()).isZero();
            assertThat(told.reauthentications()).isGreaterThanOrEqualTo((long) RENEWALS * THREADS / 2);
            // Renewals, the first credential among them, stand for the logins too.
            assertThat(seen.authsSent()).isLessThanOrEqualTo(seen.connectionsOpened() * told.renewals());
        }
    }

    private static Callable<Long> untilRenewed(RedissonClient redis, CredentialSource engine, String name) {
        return () -> {
            long count = 0;
            // One more than the renewals to be outlived: the token of the last but one is then about to expire.
            while (engine.status().counters().renewals() <= RENEWALS + 1) {
                RBucket<String> bucket = redis.getBucket(name + "-" + count % 100, StringCodec.INSTANCE);
                String value = name + "=" + count++;
                bucket.set(value);
                assertThat(bucket.get()).isEqualTo(value);
                Contract.pace();
            }
            return count;
        };
    }
}
