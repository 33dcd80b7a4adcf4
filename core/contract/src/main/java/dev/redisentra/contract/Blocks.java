package dev.redisentra.contract;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.redisentra.contract.ClientUnderTest.Blocking;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalRedis;
import org.jspecify.annotations.Nullable;

/** Commands that wait on the server for what is pushed. */
final class Blocks {
    private static final int CONSUMERS = 2;
    private static final int STOP = Integer.MAX_VALUE;

    private Blocks() {}

    /** Elements are pushed at random moments; each comes out exactly once. */
    static void withoutEnd(Bench bench, Blocking way) {
        String key = bench.key("{queue}");
        // XREAD gives everything to everyone.
        int consumers = way == Blocking.XREAD ? 1 : CONSUMERS;
        if (way == Blocking.XREADGROUP) {
            bench.admin(key, "XGROUP", "CREATE", key, "us", "0", "MKSTREAM");
        }
        List<Integer> taken = new CopyOnWriteArrayList<>();
        for (int consumer = 0; consumer < consumers; consumer++) {
            bench.start("takes", () -> consume(bench, way, key, taken));
        }
        // Blocked through one renewal with nothing to take.
        bench.await("consumers are blocked", () -> bench.blocked() >= consumers);
        bench.retire(bench.renew());

        AtomicInteger pushed = new AtomicInteger();
        bench.keepDoing("pushes", () -> {
            push(bench, way, key, pushed.getAndIncrement());
            Bench.pause(Duration.ofMillis(ThreadLocalRandom.current().nextInt(20)));
        });
        bench.throughRenewals();
        bench.stopDoing();
        for (int consumer = 0; consumer < consumers; consumer++) {
            push(bench, way, key, STOP - consumer);
        }
        bench.stop();
        bench.findings().received(taken, pushed.get(), consumers == 1);
    }

    private static void consume(Bench bench, Blocking way, String key, List<Integer> taken) {
        while (true) {
            try {
                @Nullable String element = bench.client().take(way, key, Duration.ZERO);
                if (element == null) {
                    bench.findings().answered("an element", null);
                } else if (Integer.parseInt(element) > STOP - CONSUMERS) {
                    return;
                } else {
                    taken.add(Integer.valueOf(element));
                }
            } catch (ClientUnderTest.Lacking e) {
                throw e;
            } catch (RuntimeException e) {
                bench.findings().failed("takes", e);
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                Bench.pause(Duration.ofMillis(50));
            }
        }
    }

    private static void push(Bench bench, Blocking way, String key, int number) {
        String element = String.valueOf(number);
        switch (way) {
            case BLPOP, BLMOVE -> bench.admin(key, "RPUSH", key, element);
            case BZPOPMIN -> bench.admin(key, "ZADD", key, element, element);
            case XREAD, XREADGROUP -> bench.admin(key, "XADD", key, "*", "element", element);
        }
    }

    /**
     * A master that becomes a replica tells those who wait there that they do so in vain (UNBLOCKED): nothing was taken,
     * and who asks again is served by the new one.
     */
    static void failedOver(Bench bench) {
        LocalRedis redis = bench.azure().redis();
        for (int i = 0; i < bench.renewals(); i++) {
            List<String> queues = queues(bench, i);
            for (String queue : queues) {
                bench.start("waits", () -> bench.findings().answered("element", takeAtWhichever(bench, queue)));
            }
            awaitBlocked(bench, queues.size());
            List<Integer> masters = redis.masters();
            IssuedToken old = bench.renew();
            redis.failover(masters.get(i % masters.size()));
            awaitBlocked(bench, queues.size());
            bench.retire(old);
            queues.forEach(queue -> bench.admin(queue, "RPUSH", queue, "element"));
        }
        bench.stop();
    }

    /** Says how many there were instead: one too few has been lost, one too many was sent twice. */
    private static void awaitBlocked(Bench bench, int expected) {
        if (!Bench.until(Bench.PATIENCE, () -> bench.blocked() == expected)) {
            String instead = "%d blocked, not %d".formatted(bench.blocked(), expected);
            bench.findings().failed("in vain", new TimeoutException(instead));
        }
    }

    private static @Nullable String takeAtWhichever(Bench bench, String queue) {
        while (true) {
            try {
                return bench.client().take(Blocking.BLPOP, queue, Duration.ZERO);
            } catch (RuntimeException e) {
                if (!String.valueOf(e.getMessage()).contains("UNBLOCKED")) {
                    throw e;
                }
            }
        }
    }

    /** So many that each node has some. */
    private static List<String> queues(Bench bench, int round) {
        return IntStream.range(0, 6)
                .mapToObj(i -> bench.key("queue" + round + i))
                .toList();
    }

    static void inVain(Bench bench) {
        bench.start(
                "waits",
                () -> bench.findings()
                        .answered(
                                null,
                                bench.client().take(Blocking.BLPOP, bench.key("nothing"), Duration.ofSeconds(2))));
        bench.await("it is blocked", () -> bench.blocked() == 1);
        bench.throughRenewals();
        bench.stop();
    }
}
