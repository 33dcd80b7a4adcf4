package dev.redisentra.comparison;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Figures that are the same in each run. */
class EngineFiguresTest {
    private static final int CALLERS = 10_000;
    private static final int LISTENERS = 1_000;
    private static final int SMALL_STACK = 1 << 16;

    @Test
    void tenThousandColdCallersMakeOneRequest() throws InterruptedException {
        try (LocalAzure azure = Engine.azure();
                CredentialSource source = Engine.source(azure)) {
            CountDownLatch go = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(CALLERS);
            AtomicInteger answered = new AtomicInteger();
            for (int i = 0; i < CALLERS; i++) {
                Thread caller = new Thread(
                        null,
                        () -> {
                            try {
                                go.await();
                                source.await(Duration.ofMinutes(1));
                                answered.incrementAndGet();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            } finally {
                                done.countDown();
                            }
                        },
                        "caller-" + i,
                        SMALL_STACK);
                caller.setDaemon(true);
                caller.start();
            }
            go.countDown();
            done.await();

            assertThat(answered).hasValue(CALLERS);
            assertThat(azure.identity().requests().received()).isOne();
        }
    }

    @Test
    void oneThreadServesAnyNumberOfListeners() {
        try (LocalAzure azure = Engine.azure();
                CredentialSource source = Engine.source(azure)) {
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
