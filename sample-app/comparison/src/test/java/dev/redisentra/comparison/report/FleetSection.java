package dev.redisentra.comparison.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.redisentra.comparison.fleet.Fleet;
import dev.redisentra.comparison.fleet.Load;
import dev.redisentra.comparison.fleet.Schedule;
import dev.redisentra.core.RenewalPolicy;

/** What fleets do to the identity and to the cache: simulated, and so the same in each run. */
final class FleetSection {
    private static final List<Integer> SIZES = List.of(100, 1_000, 10_000);

    /** Lettuce keeps 1 to a node, Jedis and Redisson about this many without load. */
    private static final int CONNECTIONS = 4;

    private static final Duration TOKEN = Duration.ofHours(1);
    private static final Duration START_WITHIN = Duration.ofSeconds(10);
    private static final Duration UNTIL = Duration.ofMinutes(118);

    /** When the first of the fleet come to renew. */
    private static final Duration DUE = Duration.ofMinutes(55);

    private static final Duration SHORT_OUTAGE = Duration.ofMinutes(4);
    private static final Duration LONG_OUTAGE = Duration.ofMinutes(15);

    /** The first token of all is asked for at the start, whatever the schedule; what follows is renewal. */
    private static final int AFTER_START = 60;

    private static final Schedule OURS = Schedule.of(RenewalPolicy.AZURE);

    /**
     * As much chance as leaves the new token in hand 180 s before expiry: 295 s of lead by 0.39.
     */
    private static final Schedule WIDER = Schedule.of(new RenewalPolicy() {
        @Override
        public double jitter() {
            return 0.39;
        }
    });

    /** redis-authx's default part of a token's life, and pause between attempts. */
    private static final Schedule FIXED = Schedule.fixed(0.75, Duration.ofMillis(100));

    private record Limit(String tier, int connections) {}

    /** Azure Cache for Redis, Basic and Standard; as Microsoft publishes them. */
    private static final List<Limit> LIMITS = List.of(
            new Limit("C0", 256),
            new Limit("C1", 1_000),
            new Limit("C2", 2_000),
            new Limit("C3", 5_000),
            new Limit("C4", 10_000),
            new Limit("C5", 15_000),
            new Limit("C6", 20_000));

    private FleetSection() {}

    private static Fleet fleet(int replicas, Duration outage) {
        return new Fleet(replicas, CONNECTIONS, TOKEN, START_WITHIN, DUE, outage);
    }

    static String page() {
        StringBuilder page = new StringBuilder("""
                ## A fleet, on paper

                Replicas of one service, simulated in virtual time on the engine's own schedule, the same in each run. All start within
                10 s, which is the worst for coming due together; a token lives for an hour; each replica has %d connections. In brackets:
                a schedule without chance, which renews at three quarters of a token's life, all connections at once, and tries again
                after 100 ms, as redis-authx does by default.

                | replicas | identity, requests/s at renewal | AUTHs/s at renewal | identity, requests/s in an outage of 4 min | AUTHs/s after it | in an outage of 15 min | connections to reopen/s after it |
                | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                """.formatted(CONNECTIONS));
        for (int replicas : SIZES) {
            page.append("| %,d | %s | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            replicas,
                            pair(replicas, Duration.ZERO, Fleet.Traffic::requests),
                            pair(replicas, Duration.ZERO, Fleet.Traffic::auths),
                            pair(replicas, SHORT_OUTAGE, Fleet.Traffic::requests),
                            pair(replicas, SHORT_OUTAGE, Fleet.Traffic::auths),
                            pair(replicas, LONG_OUTAGE, Fleet.Traffic::requests),
                            pair(replicas, LONG_OUTAGE, Fleet.Traffic::relogins)));
        }
        page.append("""

                Each figure is the busiest second. An outage begins when the fleet comes due. One of 4 minutes is bridged: nothing
                expires. One of 15 minutes is longer than the tokens live: the connections close, whoever renews, and are opened anew when
                the identity is back. Each failed attempt counts as the 4 requests that azure-identity makes of it.
                The schedule in brackets comes due 10 minutes before the outage begins and so meets neither outage: it has renewed by
                then, and its next renewal is past them.

                ![AUTHs per second at Redis when 10,000 replicas renew](img/comparison-fleet-renewal.svg)

                ![Requests per second at the identity through an outage](img/comparison-fleet-outage.svg)

                ### What to set at which size

                | replicas | connections | twice that, while a revision replaces another | smallest Azure Cache for Redis | what to set |
                | ---: | ---: | ---: | --- | --- |
                """);
        for (int replicas : SIZES) {
            int connections = replicas * CONNECTIONS;
            page.append("| %,d | %,d | %,d | %s | %s |\n"
                    .formatted(replicas, connections, 2 * connections, tier(2 * connections), advice(replicas)));
        }
        page.append("""

                The limits are those of the Basic and Standard tiers, C0 with 256 to C6 with 20,000 clients. Azure Managed Redis has others:
                see its documentation. The identity endpoint of Azure is one for each replica; the requests above reach Entra itself
                only as far as the platform does not answer from its own cache.
                """);
        return page.toString();
    }

    private static String advice(int replicas) {
        if (replicas <= 1_000) {
            return "nothing: the defaults do";
        }
        return String.format(
                Locale.ROOT,
                "`RenewalPolicy` with jitter 0.39: %,d requests/s and %,d AUTHs/s at renewal; one connection for each replica (Lettuce), or several caches",
                simulate(replicas, Duration.ZERO, WIDER).requests().peak(AFTER_START),
                simulate(replicas, Duration.ZERO, WIDER).auths().peak(AFTER_START));
    }

    private static String tier(int connections) {
        return LIMITS.stream()
                .filter(limit -> limit.connections >= connections)
                .map(limit -> limit.tier)
                .findFirst()
                .orElse("none of them");
    }

    private record Life(Fleet fleet, Schedule schedule) {}

    private static final Map<Life, Fleet.Traffic> LIVES = new ConcurrentHashMap<>();

    private static Fleet.Traffic simulate(int replicas, Duration outage, Schedule schedule) {
        return LIVES.computeIfAbsent(
                new Life(fleet(replicas, outage), schedule), life -> life.fleet.simulate(life.schedule, UNTIL));
    }

    private static String pair(int replicas, Duration outage, java.util.function.Function<Fleet.Traffic, Load> which) {
        int ours = which.apply(simulate(replicas, outage, OURS)).peak(AFTER_START);
        if (!outage.isZero()) {
            return "%,d".formatted(ours);
        }
        return "%,d (%,d)"
                .formatted(ours, which.apply(simulate(replicas, outage, FIXED)).peak(AFTER_START));
    }

    static Map<String, String> plots() {
        Map<String, String> plots = new LinkedHashMap<>();
        int replicas = SIZES.get(SIZES.size() - 1);
        int seconds = 120;
        plots.put(
                "comparison-fleet-renewal.svg",
                new LinePlot(
                                "10,000 replicas with 4 connections each renew: AUTHs per second at Redis",
                                "seconds since the first of them came due",
                                "AUTHs/s",
                                true)
                        .of(
                                ticks(seconds, 6),
                                List.of(
                                        new LinePlot.Line(
                                                "ours",
                                                "redis-entra",
                                                around(
                                                        simulate(replicas, Duration.ZERO, OURS)
                                                                .auths(),
                                                        3_303,
                                                        seconds)),
                                        new LinePlot.Line(
                                                "official",
                                                "a fixed part of the token's life, no chance",
                                                around(
                                                        simulate(replicas, Duration.ZERO, FIXED)
                                                                .auths(),
                                                        2_698,
                                                        seconds)))));
        int length = 1_200;
        List<LinePlot.Line> lines = new ArrayList<>();
        lines.add(new LinePlot.Line(
                "ours",
                "outage of 15 minutes",
                around(simulate(replicas, LONG_OUTAGE, OURS).requests(), 3_240, length)));
        lines.add(new LinePlot.Line(
                "official",
                "outage of 4 minutes",
                around(simulate(replicas, SHORT_OUTAGE, OURS).requests(), 3_240, length)));
        lines.add(new LinePlot.Line(
                "static", "none", around(simulate(replicas, Duration.ZERO, OURS).requests(), 3_240, length)));
        plots.put(
                "comparison-fleet-outage.svg",
                new LinePlot(
                                "10,000 replicas and an identity that is out: requests per second, redis-entra",
                                "seconds; the outage begins at 60",
                                "requests/s",
                                false)
                        .of(ticks(length, 10), lines));
        return plots;
    }

    private static List<Double> around(Load load, int from, int seconds) {
        return Arrays.stream(load.between(from, from + seconds))
                .asDoubleStream()
                .boxed()
                .toList();
    }

    private static List<String> ticks(int seconds, int steps) {
        List<String> ticks = new ArrayList<>();
        for (int i = 0; i <= steps; i++) {
            ticks.add(Integer.toString(seconds * i / steps));
        }
        return ticks;
    }
}
