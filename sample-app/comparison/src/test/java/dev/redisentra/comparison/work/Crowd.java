package dev.redisentra.comparison.work;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.redisentra.core.config.RedisSettings;

/**
 * Many connections, and commands on them while tokens are renewed; or once as if they were, for who has none.
 *
 * @param connections opened in advance
 * @param load what they do meanwhile, at a rate
 * @param tokenLife of the tokens that are issued
 * @param lead how long before its end each is renewed
 * @param settlingMillis how long after a token's arrival its renewal counts as going on
 */
public record Crowd(int connections, Segment load, Duration tokenLife, Duration lead, int settlingMillis)
        implements Task {
    /**
     * What came of it.
     *
     * @param heapBytes for the client and its connections
     * @param threads the same
     * @param openMillis how long opening took
     * @param tokens received, the first included
     */
    public record Result(Outcome outcome, long heapBytes, int threads, long openMillis, int tokens)
            implements Serializable {}

    @Override
    public Result run(Desk desk) throws InterruptedException {
        ClientKind client = desk.kind();
        Contender contender = desk.contender();
        RedisSettings settings = desk.settings();
        // Once before, so that what is loaded and cached once is not counted.
        Login first = Login.of(contender, settings, Duration.ZERO);
        try (Driver driver = Driver.open(client, first, 1, true)) {
            driver.set("comparison:first", new byte[1]);
        }
        Login login = Login.of(contender, settings, Duration.ofMillis(settlingMillis), tokenLife, lead);
        long heap = Threads.usedHeap();
        int threads = Threads.count();
        long start = System.nanoTime();
        if (!contender.renews()) {
            CompletableFuture.delayedExecutor(tokenLife.minus(lead).toMillis(), TimeUnit.MILLISECONDS)
                    .execute(login.identity()::asIfRenewed);
        }
        try (Driver driver = Driver.open(client, login, connections, true)) {
            long opened = Duration.ofNanos(System.nanoTime() - start).toMillis();
            heap = Threads.usedHeap() - heap;
            threads = Threads.count() - threads;
            Outcome outcome = Run.of(driver, login.identity(), load);
            return new Result(outcome, heap, threads, opened, login.identity().tokens());
        }
    }
}
