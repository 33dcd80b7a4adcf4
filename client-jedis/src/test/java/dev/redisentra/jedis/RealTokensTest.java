package dev.redisentra.jedis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.redisentra.contract.Contract;
import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Setting;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.UnifiedJedis;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole way in real time: azure-identity, core's renewal, tokens that live 10 s, connections under load. */
@Tag("scaled")
@Execution(ExecutionMode.CONCURRENT)
@Order(2)
class RealTokensTest {
    private static final int RENEWALS = Contract.RENEWALS;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 10)
    void renewalsOnOneEndpointPassUnnoticed(LocalAzure azure) throws Exception {
        RedisSettings resp3 = settings(azure, "resp3");
        RedisSettings resp2 = settings(azure, "resp2");
        try (CredentialSource source = CredentialSources.open(resp3);
                UnifiedJedis first = JedisClients.standalone(resp3, source);
                UnifiedJedis second = JedisClients.standalone(resp2, source)) {
            renewalsPassUnnoticed(azure, source, first, second);
        }
    }

    @Test
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 10, topology = Topology.CLUSTER)
    void renewalsInAClusterPassUnnoticed(LocalAzure azure) throws Exception {
        RedisSettings resp3 = settings(azure, "resp3");
        RedisSettings resp2 = settings(azure, "resp2");
        try (CredentialSource source = CredentialSources.open(resp3);
                UnifiedJedis first = JedisClients.cluster(resp3, source);
                UnifiedJedis second = JedisClients.cluster(resp2, source)) {
            renewalsPassUnnoticed(azure, source, first, second);
        }
    }

    private static RedisSettings settings(LocalAzure azure, String protocol) {
        return RedisSettings.from(setting ->
                setting == Setting.PROTOCOL ? protocol : azure.environment().get(setting.variable()));
    }

    private static void renewalsPassUnnoticed(
            LocalAzure azure, CredentialSource source, UnifiedJedis first, UnifiedJedis second) throws Exception {
        RedisCounters before = azure.redis().counters();
        long renewals = source.status().counters().renewals();
        List<Future<Long>> load = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (UnifiedJedis redis : List.of(first, first, second, second)) {
                load.add(threads.submit(until(source, renewals + RENEWALS, redis, "worker-" + load.size())));
            }
            for (Future<Long> worker : load) {
                assertThat(worker.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            threads.shutdownNow();
        }

        AuthStatus.Counters told = source.status().counters();
        RedisCounters seen = azure.redis().counters().since(before);
        assertThat(seen.closedAtExpiry()).isZero();
        assertThat(seen.authsRefused()).isZero();
        assertThat(told.reauthenticationFailures()).isZero();
        assertThat(told.reauthentications()).isGreaterThanOrEqualTo(RENEWALS);
        // The first credential counts as a renewal, and stands for the logins.
        assertThat(seen.authsSent()).isLessThanOrEqualTo(seen.connectionsOpened() * told.renewals());
    }

    private static Callable<Long> until(CredentialSource source, long renewals, UnifiedJedis redis, String name) {
        return () -> {
            long count = 0;
            while (source.status().counters().renewals() < renewals) {
                String key = name + "-" + count % 100;
                String value = name + "=" + count++;
                assertThat(redis.set(key, value)).isEqualTo("OK");
                assertThat(redis.get(key)).isEqualTo(value);
                Contract.pace();
            }
            return count;
        };
    }
}
