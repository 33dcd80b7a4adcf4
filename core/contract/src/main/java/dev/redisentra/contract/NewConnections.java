package dev.redisentra.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import dev.redisentra.contract.ClientUnderTest.Blocking;
import dev.redisentra.contract.ClientUnderTest.Held;
import dev.redisentra.contract.ClientUnderTest.Pipeline;
import dev.redisentra.testkit.IssuedToken;
import org.jspecify.annotations.Nullable;

/** Connections that have just been opened, or are about to be. */
final class NewConnections {
    private static final int THREADS = 3;

    /** As many as clients like to have by themselves. */
    private static final int MANY = 8;

    /** Clients and connections look at the credential so often before they use it: each time it may be another. */
    private static final int LOOKS = 3;

    private NewConnections() {}

    /** Most of the connections lie idle, while the traffic needs one. */
    static void surplus(Bench bench) {
        burst(bench);
        bench.keepDoing("works", () -> Commands.roundTrip(bench, "little", 2));
        bench.throughRenewals();
        bench.stop();
        // Each of them is as good as new.
        burst(bench);
        bench.attempt("works afterwards", () -> Commands.roundTrip(bench, "after", 2));
    }

    /** So many commands at a time that each takes a connection. */
    private static void burst(Bench bench) {
        String key = bench.key("nothing");
        for (int i = 0; i < MANY; i++) {
            bench.start(
                    "waits",
                    () -> bench.findings()
                            .answered(null, bench.client().take(Blocking.BLPOP, key, Duration.ofMillis(200))));
        }
        bench.stop();
    }

    /** Pools grow, connections are opened, used and given back, and renewals find them anywhere in between. */
    static void comeAndGo(Bench bench) {
        for (int thread = 0; thread < THREADS; thread++) {
            String key = bench.key("counter" + thread);
            long[] count = {0};
            bench.keepDoing("works", () -> {
                try (Held held = bench.client().hold(key)) {
                    Pipeline pipeline = held.pipeline();
                    pipeline.increment(key);
                    pipeline.increment(key);
                    bench.findings().answered(List.of(++count[0], ++count[0]), pipeline.finish());
                }
            });
        }
        bench.throughRenewalsWithNewConnections();
        bench.stop();
    }

    /** Each look at the credential in turn is the last at the old one. */
    static void amidHandshakes(Bench bench) {
        List<ClientUnderTest> clients = new ArrayList<>();
        List<IssuedToken> old = new ArrayList<>();
        try {
            for (int look = 1; look <= LOOKS; look++) {
                AtomicReference<@Nullable IssuedToken> replaced = renewAfterLook(bench, look);
                bench.attempt("opens another", () -> {
                    ClientUnderTest client = bench.another();
                    clients.add(client);
                    bench.findings().answered("OK", client.set(bench.key("new" + clients.size()), "value"));
                });
                old.add(replacedBy(bench, replaced));
            }
            retire(bench, old);
            for (ClientUnderTest client : clients) {
                bench.attempt(
                        "works afterwards",
                        () -> bench.findings().answered("value", client.get(bench.key("new" + clients.size()))));
            }
        } finally {
            clients.forEach(ClientUnderTest::close);
        }
    }

    /** As with handshakes; here connections are lost, and the client opens them again by itself. */
    static void amidReconnects(Bench bench) {
        bench.attempt("warms up", () -> Commands.roundTrip(bench, "before", 2));
        List<IssuedToken> old = new ArrayList<>();
        for (int look = 1; look <= LOOKS; look++) {
            AtomicReference<@Nullable IssuedToken> replaced = renewAfterLook(bench, look);
            bench.azure().redis().dropConnections();
            Faults.backToWork(bench);
            old.add(replacedBy(bench, replaced));
        }
        retire(bench, old);
        bench.attempt("works afterwards", () -> Commands.roundTrip(bench, "after", 5));
    }

    /** What is read at that look is the old credential, and a new one is there before it is used. */
    private static AtomicReference<@Nullable IssuedToken> renewAfterLook(Bench bench, int look) {
        AtomicReference<@Nullable IssuedToken> replaced = new AtomicReference<>();
        Runnable then = () -> replaced.set(bench.renew());
        for (int earlier = 1; earlier < look; earlier++) {
            Runnable next = then;
            then = () -> bench.source().afterNextRead(next);
        }
        bench.source().afterNextRead(then);
        return replaced;
    }

    /** Where there were fewer looks, the renewal comes now. */
    private static IssuedToken replacedBy(Bench bench, AtomicReference<@Nullable IssuedToken> replaced) {
        bench.source().afterNextRead(() -> {});
        IssuedToken old = replaced.get();
        return old == null ? bench.renew() : old;
    }

    private static void retire(Bench bench, List<IssuedToken> old) {
        old.forEach(bench::settle);
        bench.giveHandshakesTime();
        old.forEach(bench::retire);
    }
}
