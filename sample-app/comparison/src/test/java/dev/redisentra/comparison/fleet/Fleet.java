package dev.redisentra.comparison.fleet;

import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import dev.redisentra.core.RenewalPolicy;
import dev.redisentra.core.SchedulesForFleets;
import dev.redisentra.core.spi.session.TimingForFleets;

/**
 * A service with many replicas, which start within ten seconds, in virtual time. Each replica is simulated by itself: they
 * have nothing in common but the identity's outage.
 *
 * @param replicas how many
 * @param connections each has to Redis
 * @param outage how long the identity does not answer, from when the first come to renew; zero for none
 */
public record Fleet(int replicas, int connections, Duration outage) {
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

    /** When a replica asks, and when its connections send their AUTHs; each with chance from 0 to 1. */
    public interface Schedule {
        Duration afterFresh(Duration remaining, double chance);

        Duration afterFailure(int failures, Duration remaining, double chance);

        Duration spread(Duration left, double chance);

        /** The engine's. */
        static Schedule of(RenewalPolicy policy) {
            SchedulesForFleets engine = new SchedulesForFleets(policy);
            return new Schedule() {
                @Override
                public Duration afterFresh(Duration remaining, double chance) {
                    return engine.afterFresh(remaining, chance);
                }

                @Override
                public Duration afterFailure(int failures, Duration remaining, double chance) {
                    return engine.afterFailure(failures, remaining, chance);
                }

                @Override
                public Duration spread(Duration left, double chance) {
                    return TimingForFleets.spread(left, chance);
                }
            };
        }
    }

    /** What redis-authx does by default: three quarters of a token's life, no chance, all connections at once. */
    public static final Schedule FIXED = new Schedule() {
        @Override
        public Duration afterFresh(Duration remaining, double chance) {
            return remaining.multipliedBy(3).dividedBy(4);
        }

        @Override
        public Duration afterFailure(int failures, Duration remaining, double chance) {
            return Duration.ofMillis(100);
        }

        @Override
        public Duration spread(Duration left, double chance) {
            return Duration.ZERO;
        }
    };

    /** Events counted by the second. */
    public static final class Traffic {
        private static final int SECONDS = (int) UNTIL.toSeconds() + 1;

        /** To the identity. */
        final int[] requests = new int[SECONDS];
        /** At Redis; logins of new connections left out. */
        final int[] auths = new int[SECONDS];
        /** Connections to open again, because their token had expired. */
        final int[] reopened = new int[SECONDS];

        /** In the busiest second. The first minute, with each replica's first token, does not count. */
        static int peak(int[] perSecond) {
            return Arrays.stream(perSecond).skip(60).max().orElse(0);
        }
    }

    public Traffic simulate(Schedule schedule) {
        Traffic traffic = new Traffic();
        RandomGenerator chance = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        for (int replica = 0; replica < replicas; replica++) {
            live(schedule, chance, START_WITHIN.toMillis() * replica / replicas, traffic);
        }
        return traffic;
    }

    private void live(Schedule schedule, RandomGenerator chance, long start, Traffic traffic) {
        long now = start;
        long expiry = Long.MIN_VALUE;
        int failures = 0;
        while (now < UNTIL.toMillis()) {
            if (now >= DUE.toMillis() && now < DUE.plus(outage).toMillis()) {
                failures++;
                for (int i = 0; i < REQUESTS_OF_A_FAILURE; i++) {
                    count(traffic.requests, now + i * FAILURE_TAKES.toMillis() / REQUESTS_OF_A_FAILURE);
                }
                now += FAILURE_TAKES.toMillis();
                now += schedule.afterFailure(failures, left(expiry, now), chance.nextDouble())
                        .toMillis();
                continue;
            }
            failures = 0;
            count(traffic.requests, now);
            now += SUCCESS_TAKES.toMillis();
            Duration left = left(expiry, now);
            for (int i = 0; expiry != Long.MIN_VALUE && i < connections; i++) {
                if (left.isZero()) {
                    count(traffic.reopened, now);
                } else {
                    count(
                            traffic.auths,
                            now + schedule.spread(left, chance.nextDouble()).toMillis());
                }
            }
            expiry = now + TOKEN_LIFE.toMillis();
            now += schedule.afterFresh(TOKEN_LIFE, chance.nextDouble()).toMillis();
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
