package dev.redisentra.contract;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

import dev.redisentra.contract.ClientUnderTest.Held;
import dev.redisentra.testkit.IssuedToken;

/** Single commands. */
final class Commands {
    private static final int THREADS = 4;
    private static final String LIBRARY = """
            #!lua name=contract
            redis.register_function('contract_increment', function(keys) return redis.call('INCR', keys[1]) end)
            """;

    /** Fewer than a pool holds: a slow machine opens no more connections than that in the time that a command has. */
    private static final int AT_ONCE = 32;

    private Commands() {}

    static void idle(Bench bench) {
        for (int thread = 0; thread < THREADS; thread++) {
            String name = "idle" + thread;
            bench.start("warms up", () -> roundTrip(bench, name, 10));
        }
        bench.stop();
        long opened = bench.azure().redis().counters().connectionsOpened();
        bench.throughRenewals();
        long others = bench.azure().redis().counters().connectionsOpened() - opened;
        if (others > 0) {
            bench.findings().failed("is renewed", new IllegalStateException("by " + others + " other connections"));
        }
        bench.attempt("works afterwards", () -> roundTrip(bench, "idle", 10));
    }

    static void busy(Bench bench) {
        for (int thread = 0; thread < THREADS; thread++) {
            String name = "busy" + thread;
            bench.keepDoing("works", () -> roundTrip(bench, name, 5));
        }
        // A pool grows with its traffic.
        bench.throughRenewalsWithNewConnections();
        bench.stop();
    }

    static void roundTrip(Bench bench, String name, int times) {
        ClientUnderTest client = bench.client();
        String key = bench.key(name);
        String counter = bench.key(name + ":count");
        long count = client.increment(counter);
        for (int i = 0; i < times; i++) {
            String value = name + "=" + i;
            bench.findings().answered("OK", client.set(key, value));
            bench.findings().answered(value, client.get(key));
            bench.findings().answered(++count, client.increment(counter));
            bench.findings().answered(++count, client.incrementByScript(counter));
        }
        client.keyless();
    }

    /** Of the functions that a server keeps; whoever deploys an application loads them. */
    static void functions(Bench bench) {
        for (int master : bench.azure().redis().masters()) {
            bench.azure().redis().command(master, "FUNCTION", "LOAD", "REPLACE", LIBRARY);
        }
        for (int thread = 0; thread < THREADS; thread++) {
            String key = bench.key("counter" + thread);
            long[] count = {0};
            bench.keepDoing(
                    "works",
                    () -> bench.findings().answered(++count[0], bench.client().incrementByFunction(key)));
        }
        bench.throughRenewals();
        bench.stop();
    }

    static void async(Bench bench, BiFunction<ClientUnderTest, String, CompletionStage<Long>> increment) {
        String key = bench.key("counter");
        BitSet answers = new BitSet();
        bench.keepDoing("works", () -> {
            List<CompletionStage<Long>> batch = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                batch.add(increment.apply(bench.client(), key));
            }
            for (CompletionStage<Long> answer : batch) {
                int number = answer.toCompletableFuture()
                        .get(Bench.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .intValue();
                // A pool's connections may answer in any order; each number once.
                bench.findings().answered(false, answers.get(number));
                answers.set(number);
            }
        });
        // A pool grows with its traffic.
        bench.throughRenewalsWithNewConnections();
        bench.stop();
        if (bench.findings().failed() == 0) {
            bench.findings().answered(answers.length() - 1, answers.cardinality());
        }
    }

    static void held(Bench bench) {
        String key = bench.key("counter");
        try (Held held = bench.client().hold(key)) {
            bench.findings().answered(1L, held.increment(key));
            for (int i = 0; i < bench.renewals(); i++) {
                IssuedToken old = bench.renew();
                bench.retire(old);
                // Idle through the first renewal, used between the others.
                if (i > 0) {
                    long expected = i + 1L;
                    bench.attempt("works", () -> bench.findings().answered(expected, held.increment(key)));
                }
            }
            bench.attempt(
                    "works afterwards", () -> bench.findings().answered(bench.renewals() + 1L, held.increment(key)));
        }
    }

    /** One client at a time: side by side they would see to it that large values take longer than anybody waits. */
    static void large(Bench bench) {
        synchronized (Commands.class) {
            moveLargeValues(bench);
        }
    }

    private static void moveLargeValues(Bench bench) {
        String[] values = {"a".repeat(Contract.LARGE), "b".repeat(Contract.LARGE)};
        // In a cluster the two are on nodes of their own, to which nothing is to connect during a renewal.
        for (int i = 0; i < 2; i++) {
            String key = bench.key("large" + i);
            bench.attempt("warms up", () -> bench.client().set(key, "small"));
        }
        int[] turn = {0};
        bench.keepDoing("works", () -> {
            String key = bench.key("large" + turn[0] % 2);
            String value = values[turn[0]++ % 2];
            bench.findings().answered("OK", bench.client().setLarge(key, value));
            // Not by answered(..): a difference of megabytes is nothing to print.
            bench.findings().answered(true, value.equals(bench.client().getLarge(key)));
        });
        bench.throughRenewals();
        bench.stop();
    }

    static void renewedTwice(Bench bench) {
        bench.attempt("warms up", () -> roundTrip(bench, "before", 2));
        for (int i = 0; i < bench.renewals(); i++) {
            IssuedToken first = bench.renew();
            IssuedToken second = bench.renew();
            bench.retire(first);
            bench.retire(second);
            bench.attempt("works", () -> roundTrip(bench, "after", 2));
        }
    }
}
