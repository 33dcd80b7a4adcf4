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
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.Topology;
import org.jspecify.annotations.Nullable;

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

    /** What is published while there is no connection is gone; from when the client has subscribed anew, all comes. */
    static void cut(Bench bench) {
        String name = bench.key("news");
        BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
        bench.attempt("subscribes", () -> {
            try (Subscription subscription = bench.client()
                    .subscribe(Channel.CHANNEL, name, message -> received.add(Integer.valueOf(message)))) {
                subscription.outlivesItsConnection();
                int number = 0;
                for (int i = 0; i < bench.renewals(); i++) {
                    bench.azure().redis().dropConnections();
                    IssuedToken old = bench.renew();
                    bench.await("it is subscribed again", () -> {
                        publish(bench, Channel.CHANNEL, name, -1);
                        return received.poll() != null;
                    });
                    // The pool's other connections may still be on their way back.
                    bench.settle(old);
                    bench.giveHandshakesTime();
                    bench.retire(old);
                    bench.retire(bench.renew());
                    publish(bench, Channel.CHANNEL, name, ++number);
                    bench.findings().answered(number, next(received));
                }
            }
        });
    }

    /** The next that was not sent to see whether somebody listens. */
    private static @Nullable Integer next(BlockingQueue<Integer> received) throws InterruptedException {
        while (true) {
            Integer message = received.poll(Bench.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (message == null || message >= 0) {
                return message;
            }
        }
    }

    private static void publish(Bench bench, Channel kind, String name, int number) {
        bench.admin(name, kind == Channel.SHARDED ? "SPUBLISH" : "PUBLISH", name, String.valueOf(number));
    }

    /** Channels that come and go; the pool's connections stay sound. */
    @SuppressWarnings("try") // a subscription is there to be closed
    static void subscribing(Bench bench) {
        AtomicInteger turns = new AtomicInteger();
        List<Channel> kinds = bench.azure().redis().topology() == Topology.CLUSTER
                ? List.of(Channel.values())
                : List.of(Channel.CHANNEL, Channel.PATTERN);
        bench.keepDoing("subscribes", () -> {
            int turn = turns.incrementAndGet();
            Channel kind = kinds.get(turn % kinds.size());
            String name = bench.key("turn" + turn);
            BlockingQueue<String> received = new LinkedBlockingQueue<>();
            try (Subscription subscription =
                    bench.client().subscribe(kind, kind == Channel.PATTERN ? name + "*" : name, received::add)) {
                publish(bench, kind, name, turn);
                bench.findings()
                        .answered(String.valueOf(turn), received.poll(Bench.PATIENCE.toSeconds(), TimeUnit.SECONDS));
            }
        });
        bench.keepDoing("works", () -> Commands.roundTrip(bench, "beside", 2));
        bench.throughRenewalsWithNewConnections();
        bench.stop();
        bench.attempt("works afterwards", () -> Commands.roundTrip(bench, "after", 10));
    }
}
