package dev.redisentra.comparison.fleet;

import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A service with many replicas, from its start on. Each replica is simulated by itself: they have nothing in common but
 * the moment they start and the identity's outage.
 *
 * @param replicas how many
 * @param connections each has to Redis
 * @param tokenLife how long each token lives from its issue
 * @param startWithin replicas start within this time, evenly
 * @param outageFrom when the identity stops answering, counted from the first start
 * @param outage for how long; zero for none
 */
public record Fleet(
        int replicas, int connections, Duration tokenLife, Duration startWithin, Duration outageFrom, Duration outage) {
    /** azure-identity's own retries of an endpoint that answers 5xx: 4 requests in about 6 s (measured). */
    private static final int REQUESTS_OF_A_FAILURE = 4;

    private static final Duration FAILURE_TAKES = Duration.ofSeconds(6);

    /** Without a fault, a request takes about this (measured warm against the local endpoint, rounded up). */
    private static final Duration SUCCESS_TAKES = Duration.ofMillis(50);

    /** A fixed seed: the same figures in each run. */
    private static final long SEED = 20_261_126;

    /**
     * What it did.
     *
     * @param requests to the identity, each second
     * @param auths at Redis, each second; logins of new connections left out
     * @param relogins connections to be opened anew, each second, because their token had expired
     */
    public record Traffic(Load requests, Load auths, Load relogins) {}

    /** Lives through a time. */
    public Traffic simulate(Schedule schedule, Duration until) {
        int seconds = Math.toIntExact(until.toSeconds()) + 1;
        Traffic traffic = new Traffic(new Load(seconds), new Load(seconds), new Load(seconds));
        RandomGenerator chance = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        for (int replica = 0; replica < replicas; replica++) {
            long start = startWithin.toMillis() * replica / replicas;
            live(schedule, chance, start, until.toMillis(), traffic);
        }
        return traffic;
    }

    private void live(Schedule schedule, RandomGenerator chance, long start, long until, Traffic traffic) {
        long now = start;
        long expiry = Long.MIN_VALUE;
        int failures = 0;
        while (now < until) {
            if (isOut(now)) {
                failures++;
                long each = FAILURE_TAKES.toMillis() / REQUESTS_OF_A_FAILURE;
                for (int i = 0; i < REQUESTS_OF_A_FAILURE; i++) {
                    traffic.requests.add(now + i * each);
                }
                now += FAILURE_TAKES.toMillis();
                now += schedule.afterFailure(failures, left(expiry, now), chance.nextDouble())
                        .toMillis();
                continue;
            }
            failures = 0;
            traffic.requests.add(now);
            now += SUCCESS_TAKES.toMillis();
            Duration left = left(expiry, now);
            if (expiry != Long.MIN_VALUE) {
                for (int i = 0; i < connections; i++) {
                    if (left.isZero()) {
                        traffic.relogins.add(now);
                    } else {
                        traffic.auths.add(
                                now + schedule.spread(left, chance.nextDouble()).toMillis());
                    }
                }
            }
            expiry = now + tokenLife.toMillis();
            now += schedule.afterFresh(tokenLife, chance.nextDouble()).toMillis();
        }
    }

    private boolean isOut(long now) {
        return now >= outageFrom.toMillis() && now < outageFrom.plus(outage).toMillis();
    }

    private static Duration left(long expiry, long now) {
        return expiry <= now ? Duration.ZERO : Duration.ofMillis(expiry - now);
    }
}
