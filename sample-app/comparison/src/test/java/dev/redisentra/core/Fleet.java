package dev.redisentra.core;

import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import dev.redisentra.comparison.Figures;
import dev.redisentra.core.spi.session.TimingForFleets;

/**
 * A service with many replicas, which start within ten seconds, in virtual time. Each replica is simulated by itself: they
 * have nothing in common but the identity's outage. Events are counted by the second. It lives in this package because the
 * engine's schedule is no public type, and should not become one for the sake of a benchmark.
 */
public final class Fleet {
    /** What redis-authx does by default: three quarters of a token's life, without chance. */
    static final RenewalPolicy FIXED = new Policy(Duration.ofMinutes(15), 0);

    /** As much chance as leaves the new token in hand 180 s before expiry: 295 s of lead by 0.39. */
    static final RenewalPolicy WIDER = new Policy(RenewalPolicy.AZURE.lead(), 0.39);

    private record Policy(Duration lead, double jitter) implements RenewalPolicy {}

    /** Lettuce keeps 1 to a node, Jedis and Redisson about this many without load. */
    private static final int CONNECTIONS = 4;

    private static final Duration START_WITHIN = Duration.ofSeconds(10);
    private static final Duration TOKEN_LIFE = Duration.ofHours(1);
    private static final Duration DUE = Duration.ofMinutes(55);
    private static final Duration UNTIL = Duration.ofMinutes(118);

    /** azure-identity's own retries of an endpoint that answers 5xx: 4 requests in about 6 s (measured). */
    private static final int REQUESTS_OF_A_FAILURE = 4;

    private static final Duration FAILURE_TAKES = Duration.ofSeconds(6);

    /** Without a fault, a request takes about this (measured warm against the local endpoint, rounded up). */
    private static final Duration SUCCESS_TAKES = Duration.ofMillis(50);

    /** A fixed seed: the same figures in each run. */
    private static final long SEED = 20_261_126;

    /** To the identity. */
    final int[] requests = new int[(int) UNTIL.toSeconds() + 1];
    /** At Redis; logins of new connections left out. */
    final int[] auths = requests.clone();
    /** Connections to open again, because their token had expired. */
    final int[] reopened = requests.clone();

    private final RandomGenerator chance =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    private final RenewalSchedule schedule;
    private final Duration outage;
    private final boolean spread;

    /**
     * @param outage how long the identity does not answer, from when the first come to renew; zero for none
     * @param policy by which replicas ask for tokens
     * @param spread whether their connections send their AUTHs as the session has them, or all at once
     */
    Fleet(int replicas, Duration outage, RenewalPolicy policy, boolean spread) {
        this.schedule = new RenewalSchedule(policy);
        this.outage = outage;
        this.spread = spread;
        for (int replica = 0; replica < replicas; replica++) {
            live(START_WITHIN.toMillis() * replica / replicas);
        }
    }

    /** What fleets do to the identity and to the cache: the same in each run. */
    public static void measure(Figures figures) {
        for (int replicas : new int[] {100, 1_000, 10_000}) {
            String name = "fleet/%d/".formatted(replicas);
            new Fleet(replicas, Duration.ZERO, RenewalPolicy.AZURE, true).addTo(figures, name, "");
            new Fleet(replicas, Duration.ZERO, FIXED, false).addTo(figures, name, ", fixed");
            new Fleet(replicas, Duration.ZERO, WIDER, true).addTo(figures, name, ", wider");
            new Fleet(replicas, Duration.ofMinutes(4), RenewalPolicy.AZURE, true)
                    .addTo(figures, name, ", short outage");
            Fleet tooLong = new Fleet(replicas, Duration.ofMinutes(15), RenewalPolicy.AZURE, true);
            figures.add(name + "requests, long outage", peak(tooLong.requests));
            figures.add(name + "connections opened again, long outage", peak(tooLong.reopened));
        }
    }

    private void addTo(Figures figures, String name, String which) {
        figures.add(name + "requests" + which, peak(requests));
        figures.add(name + "AUTHs" + which, peak(auths));
    }

    /** In the busiest second. The first minute, with each replica's first token, does not count. */
    static int peak(int[] perSecond) {
        return Arrays.stream(perSecond).skip(60).max().orElse(0);
    }

    private void live(long start) {
        long now = start;
        long expiry = Long.MIN_VALUE;
        int failures = 0;
        while (now < UNTIL.toMillis()) {
            if (now >= DUE.toMillis() && now < DUE.plus(outage).toMillis()) {
                failures++;
                for (int i = 0; i < REQUESTS_OF_A_FAILURE; i++) {
                    count(requests, now + i * FAILURE_TAKES.toMillis() / REQUESTS_OF_A_FAILURE);
                }
                now += FAILURE_TAKES.toMillis();
                now += schedule.afterFailure(failures, left(expiry, now), chance.nextDouble())
                        .toMillis();
                continue;
            }
            failures = 0;
            count(requests, now);
            now += SUCCESS_TAKES.toMillis();
            Duration left = left(expiry, now);
            for (int i = 0; expiry != Long.MIN_VALUE && i < CONNECTIONS; i++) {
                if (left.isZero()) {
                    count(reopened, now);
                } else {
                    Duration later = TimingForFleets.spread(left, chance.nextDouble());
                    count(auths, spread ? now + later.toMillis() : now);
                }
            }
            expiry = now + TOKEN_LIFE.toMillis();
            now += schedule.afterFresh(TOKEN_LIFE, TOKEN_LIFE, chance.nextDouble())
                    .toMillis();
        }
    }

    private static void count(int[] perSecond, long millis) {
        int second = (int) (millis / 1_000);
        if (second < perSecond.length) {
            perSecond[second]++;
        }
    }

    private static Duration left(long expiry, long now) {
        return expiry <= now ? Duration.ZERO : Duration.ofMillis(expiry - now);
    }
}
