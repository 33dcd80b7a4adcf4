package dev.redisentra.contract;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;

import dev.redisentra.contract.ClientUnderTest.Held;
import dev.redisentra.contract.ClientUnderTest.Pipeline;
import dev.redisentra.contract.ClientUnderTest.Transaction;
import dev.redisentra.testkit.IssuedToken;
import org.jspecify.annotations.Nullable;

/** Commands that belong together. */
final class Groups {
    private Groups() {}

    static void pipeline(Bench bench) {
        String key = bench.key("counter");
        try (Held held = bench.client().hold(key)) {
            for (int i = 0; i < bench.renewals(); i++) {
                long first = counted(bench, key) + 1;
                bench.attempt("works", () -> {
                    Supplier<IssuedToken> renewal = bench.nextOfAll();
                    Pipeline pipeline = held.pipeline();
                    increment(pipeline::increment, key, 50);
                    IssuedToken old = bench.renew(renewal);
                    increment(pipeline::increment, key, 50);
                    bench.retire(old);
                    bench.findings()
                            .answered(
                                    LongStream.range(first, first + 100).boxed().toList(), pipeline.finish());
                });
            }
        }
    }

    static void transactions(Bench bench) {
        String one = bench.key("one");
        String two = bench.key("two");
        try (Held first = bench.client().hold(one);
                Held second = bench.client().hold(two)) {
            keepTransacting(bench, first, one);
            keepTransacting(bench, second, two);
            bench.throughRenewals();
            bench.stop();
        }
    }

    private static void keepTransacting(Bench bench, Held held, String key) {
        bench.keepDoing("works", () -> transaction(bench, held, key, counted(bench, key)));
    }

    private static void transaction(Bench bench, Held held, String key, long before) {
        Transaction transaction = held.multi();
        increment(transaction::increment, key, 2);
        bench.findings().answered(List.of(before + 1, before + 2), transaction.exec());
    }

    static void transactionHeld(Bench bench) {
        String key = bench.key("counter");
        try (Held held = bench.client().hold(key)) {
            for (int i = 0; i < bench.renewals(); i++) {
                long before = counted(bench, key);
                bench.attempt("works", () -> {
                    Supplier<IssuedToken> renewal = bench.nextOfAll();
                    Transaction transaction = held.multi();
                    IssuedToken old = renewAmid(bench, renewal, transaction, key);
                    bench.findings().answered(List.of(before + 1, before + 2), transaction.exec());
                    bench.retire(old);
                });
            }
        }
    }

    static void discarded(Bench bench) {
        String key = bench.key("counter");
        try (Held held = bench.client().hold(key)) {
            for (int i = 0; i < bench.renewals(); i++) {
                long before = counted(bench, key);
                bench.attempt("works", () -> {
                    Supplier<IssuedToken> renewal = bench.nextOfAll();
                    Transaction transaction = held.multi();
                    IssuedToken old = renewAmid(bench, renewal, transaction, key);
                    transaction.discard();
                    bench.findings().answered(before + 1, bench.client().increment(key));
                    bench.retire(old);
                });
            }
        }
    }

    /** Gives an AUTH time to be due; inside MULTI it would be queued, so it has to wait. */
    private static IssuedToken renewAmid(
            Bench bench, Supplier<IssuedToken> renewal, Transaction transaction, String key) {
        transaction.increment(key);
        IssuedToken old = bench.renew(renewal);
        Bench.pause(Bench.CLAIMED_LIFE.dividedBy(8));
        transaction.increment(key);
        return old;
    }

    static void watch(Bench bench) {
        String key = bench.key("counter");
        try (Held held = bench.client().hold(key)) {
            for (int i = 0; i < bench.renewals(); i++) {
                boolean changed = i % 2 == 1;
                bench.attempt("works", () -> {
                    held.watch(key);
                    bench.retire(bench.renew());
                    if (changed) {
                        bench.admin(key, "SET", key, "0");
                    }
                    long before = counted(bench, key);
                    Transaction transaction = held.multi();
                    transaction.increment(key);
                    bench.findings().answered(changed ? null : List.of(before + 1), transaction.exec());
                });
            }
        }
    }

    /** What the counter stands at, so that one failure makes no answer after it look wrong. */
    private static long counted(Bench bench, String key) {
        @Nullable Object value = bench.admin(key, "GET", key);
        return value == null ? 0 : Long.parseLong(value.toString());
    }

    private static void increment(Consumer<String> group, String key, int times) {
        for (int i = 0; i < times; i++) {
            group.accept(key);
        }
    }
}
