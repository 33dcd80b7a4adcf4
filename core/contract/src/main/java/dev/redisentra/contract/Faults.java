package dev.redisentra.contract;

import java.util.List;

import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalRedis;

/** What goes wrong around a renewal. What counts is that all is well when it is over. */
final class Faults {
    private static final int CUTS = 5;
    private static final int KEYS = 10;

    private Faults() {}

    /** Handshakes and renewals meet in every way that chance brings about. */
    static void cut(Bench bench) {
        bench.attempt("warms up", () -> Commands.roundTrip(bench, "before", 2));
        for (int i = 0; i < bench.renewals(); i++) {
            bench.azure().redis().dropConnections();
            IssuedToken old = bench.renew();
            bench.renew();
            backToWork(bench);
            bench.retire(old);
        }
        bench.retire(bench.renew());
        bench.attempt("works afterwards", () -> Commands.roundTrip(bench, "after", 5));
    }

    /** One connection after the other is opened anew, while the others are re-authenticated. */
    static void cutOneByOne(Bench bench) {
        bench.attempt("warms up", () -> Commands.roundTrip(bench, "before", 2));
        for (int i = 0; i < bench.renewals(); i++) {
            IssuedToken old = bench.renew();
            for (int connection = 0; connection < CUTS; connection++) {
                bench.azure().redis().dropConnection();
                backToWork(bench);
            }
            bench.retire(old);
        }
        bench.attempt("works afterwards", () -> Commands.roundTrip(bench, "after", 5));
    }

    /** The replica has been told of each token as well; who asks the old master is sent on to it. */
    static void failedOver(Bench bench) {
        LocalRedis redis = bench.azure().redis();
        bench.attempt("warms up", () -> everywhere(bench));
        for (int i = 0; i < bench.renewals(); i++) {
            List<Integer> masters = redis.masters();
            IssuedToken old = bench.renew();
            redis.failover(masters.get(i % masters.size()));
            backToWork(bench);
            bench.retire(old);
            bench.attempt("works again", () -> everywhere(bench));
        }
    }

    /** With so many keys that each node has some. */
    private static void everywhere(Bench bench) {
        for (int i = 0; i < KEYS; i++) {
            Commands.roundTrip(bench, "key" + i, 1);
        }
    }

    static void stopped(Bench bench) {
        bench.attempt("warms up", () -> Commands.roundTrip(bench, "before", 2));
        bench.azure().redis().stop();
        IssuedToken old = bench.renew();
        bench.retire(old);
        bench.azure().redis().start();
        backToWork(bench);
        bench.throughRenewals();
        bench.attempt("works afterwards", () -> Commands.roundTrip(bench, "after", 5));
    }

    static void nodeRestarted(Bench bench) {
        bench.attempt("warms up", () -> Commands.roundTrip(bench, "before", 2));
        IssuedToken old = bench.renew();
        bench.azure().redis().restart(bench.azure().redis().masters().get(1));
        backToWork(bench);
        bench.retire(old);
        bench.throughRenewals();
        bench.attempt("works afterwards", () -> Commands.roundTrip(bench, "after", 5));
    }

    /** Connections live on with the token that they have, and nobody is thrown out. */
    static void refused(Bench bench) {
        bench.source().claimLifeOf(Bench.CLAIMED_LIFE.multipliedBy(3));
        bench.retire(bench.renew());
        bench.attempt("warms up", () -> Commands.roundTrip(bench, "before", 2));
        bench.azure().redis().refuseAuth();
        long refused = bench.azure().redis().counters().authsRefused();
        IssuedToken old = bench.renew();
        long connections = bench.azure().redis().connectionsWith(old);
        bench.await(
                "each connection is refused",
                () -> bench.azure().redis().counters().authsRefused() >= refused + connections);
        bench.attempt("works meanwhile", () -> Commands.roundTrip(bench, "before", 20));
        bench.findings().answered(connections, bench.azure().redis().connectionsWith(old));
        bench.azure().redis().acceptAuth();
        bench.retire(old);
        bench.attempt("works afterwards", () -> Commands.roundTrip(bench, "after", 5));
    }

    /** Without a token the server closes everything; with the next one, all comes back by itself. */
    static void noToken(Bench bench) {
        bench.attempt("warms up", () -> Commands.roundTrip(bench, "before", 2));
        IssuedToken old = bench.source().token();
        bench.source().runDry();
        // That it closes connections here is the point, and not the client's fault.
        bench.forgive(() -> bench.azure().identity().expire(old));
        bench.renew();
        backToWork(bench);
        bench.throughRenewals();
        bench.attempt("works afterwards", () -> Commands.roundTrip(bench, "after", 5));
    }

    static void sourceClosed(Bench bench) {
        bench.attempt("warms up", () -> Commands.roundTrip(bench, "before", 2));
        bench.source().close();
        bench.attempt("works afterwards", () -> Commands.roundTrip(bench, "before", 5));
    }

    static void otherClosed(Bench bench) {
        try (ClientUnderTest other = bench.another()) {
            bench.attempt("warms up", () -> other.set(bench.key("other"), "value"));
            bench.attempt("warms up", () -> Commands.roundTrip(bench, "before", 2));
        }
        bench.throughRenewals();
        bench.attempt("works afterwards", () -> Commands.roundTrip(bench, "after", 5));
    }

    /** What was under way may fail; soon nothing does. */
    static void backToWork(Bench bench) {
        bench.await("commands are answered again", () -> {
            try {
                for (int i = 0; i < 10; i++) {
                    bench.client().set(bench.key("back" + i), "value");
                }
                return true;
            } catch (RuntimeException e) {
                return false;
            }
        });
    }
}
