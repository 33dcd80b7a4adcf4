package dev.redisentra.redisson;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.redisson.Redisson;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

import static org.assertj.core.api.Assertions.assertThat;

/** Redisson sends a PING on each connection at intervals, between MULTI and EXEC too, whose answer then has one more. */
@WithLocalAzure(azureIdentity = true)
class PingsOfItsOwnTest {
    /** Redisson's own default is 30 s, which a test of seconds would meet by chance only. */
    private static final int OFTEN_MILLIS = 1;

    @Test
    @Timeout(60)
    void noneIsAmongTheAnswersOfATransaction(LocalAzure azure) {
        RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
        CommandedSource source = new CommandedSource(azure.identity(), Duration.ofHours(1));
        Config own = RedissonClients.config(settings, source);
        own.useSingleServer().setPingConnectionInterval(OFTEN_MILLIS);

        RedissonClient redis = Redisson.create(RedissonClients.authenticate(own, source));
        try {
            for (long counted = 0; counted < 2_000; ) {
                RBatch batch = redis.createBatch(
                        BatchOptions.defaults().executionMode(BatchOptions.ExecutionMode.REDIS_WRITE_ATOMIC));
                List<Object> numbers = new ArrayList<>();
                List<Future<Long>> asked = new ArrayList<>();
                while (numbers.size() < 10) {
                    asked.add(batch.getAtomicLong("counter").incrementAndGetAsync());
                    numbers.add(++counted);
                }
                assertThat(new ArrayList<Object>(batch.execute().getResponses()))
                        .isEqualTo(numbers);
                assertThat(asked).allMatch(Future::isDone);
            }
        } finally {
            redis.shutdown();
        }
    }
}
