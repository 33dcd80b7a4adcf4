package dev.redisentra.contract;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.redisentra.contract.ClientUnderTest.Channel;
import dev.redisentra.contract.ClientUnderTest.Subscription;

/** Pub/Sub. */
final class Messages {
    /** The server drops a subscriber that is too far behind. */
    private static final int AHEAD = 500;

    private Messages() {}

    /** Numbered messages without a pause; all come, once, in order. */
    @SuppressWarnings("try") // a subscription is there to be closed
    static void flow(Bench bench, Channel kind) {
        String name = bench.key("news");
        List<Integer> received = new CopyOnWriteArrayList<>();
        AtomicInteger count = new AtomicInteger();
        bench.attempt("subscribes", () -> {
            try (Subscription subscription = bench.client()
                    .subscribe(kind, kind == Channel.PATTERN ? name + "*" : name, message -> {
                        received.add(Integer.valueOf(message));
                    })) {
                AtomicInteger published = new AtomicInteger();
                bench.keepDoing("publishes", () -> {
                    if (published.get() - received.size() > AHEAD && count.getAndIncrement() < 1000) {
                        Bench.pause(Duration.ofMillis(1));
                        return;
                    }
                    count.set(0);
                    publish(bench, kind, name, published.getAndIncrement());
                });
                bench.throughRenewals();
                bench.stop();
                bench.awaitQuietly(() -> received.size() >= published.get());
                bench.findings().received(received, published.get(), true);
            }
        });
    }

    private static void publish(Bench bench, Channel kind, String name, int number) {
        bench.admin(name, kind == Channel.SHARDED ? "SPUBLISH" : "PUBLISH", name, String.valueOf(number));
    }

    /** Channels that come and go; the pool's connections stay sound. */
    @SuppressWarnings("try") // a subscription is there to be closed
    static void subscribing(Bench bench) {
        AtomicInteger turns = new AtomicInteger();
        bench.keepDoing("subscribes", () -> {
            String name = bench.key("turn" + turns.incrementAndGet());
            BlockingQueue<String> received = new LinkedBlockingQueue<>();
            try (Subscription subscription = bench.client().subscribe(Channel.CHANNEL, name, received::add)) {
                bench.admin(name, "PUBLISH", name, name);
                bench.findings().answered(name, received.poll(Bench.PATIENCE.toSeconds(), TimeUnit.SECONDS));
            }
        });
        bench.keepDoing("works", () -> Commands.roundTrip(bench, "beside", 2));
        bench.throughRenewalsOfNewcomers();
        bench.stop();
        bench.attempt("works afterwards", () -> Commands.roundTrip(bench, "after", 10));
    }
}
