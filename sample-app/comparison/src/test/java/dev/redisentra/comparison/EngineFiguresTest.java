package dev.redisentra.comparison;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.IdentityFault;
import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Figures that are the same in each run. */
class EngineFiguresTest {
    /** Not more: the last has to begin before the engine gives its first request up, on a machine that is busy. */
    private static final int CALLERS = 1_000;

    private static final int LISTENERS = 1_000;
    private static final int SMALL_STACK = 1 << 16;

    @Test
    void aThousandColdCallersMakeOneRequest() throws InterruptedException {
        try (LocalAzure azure = azure()) {
            azure.identity().fail(IdentityFault.slow(Duration.ofMinutes(5)));
            try (CredentialSource source = source(azure)) {
                CountDownLatch asking = new CountDownLatch(CALLERS);
                CountDownLatch done = new CountDownLatch(CALLERS);
                AtomicInteger answered = new AtomicInteger();
                for (int i = 0; i < CALLERS; i++) {
                    start("caller-" + i, () -> {
                        asking.countDown();
                        source.await(Duration.ofMinutes(1));
                        answered.incrementAndGet();
                        done.countDown();
                    });
                }
                asking.await();
                assertThat(answered).hasValue(0);
                // Well before the engine gives the request up, after 10 s: all callers have begun by now.
                azure.identity().recover();
                assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();

                assertThat(azure.identity().requests().received()).isOne();
            }
        }
    }

    private static LocalAzure azure() {
        LocalAzure azure = LocalAzure.builder().start();
        azure.identity().requireReachableFromThisJvm();
        return azure;
    }

    private static CredentialSource source(LocalAzure azure) {
        return CredentialSources.open(RedisSettings.fromEnvironment(azure.environment()));
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, SMALL_STACK);
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void oneThreadServesAnyNumberOfListeners() {
        try (LocalAzure azure = azure();
                CredentialSource source = source(azure)) {
            source.await(Duration.ofMinutes(1));
            for (int i = 0; i < LISTENERS; i++) {
                var unused = source.listen(event -> {});
            }
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().matches("redis-entra-renewal-\\d+"))
                    .hasSize(1);
        }
    }
}
