package dev.redisentra.comparison.fleet;

import java.time.Duration;
import java.util.List;

import dev.redisentra.comparison.Figures;
import dev.redisentra.core.RenewalPolicy;

import static dev.redisentra.comparison.fleet.Fleet.Traffic.peak;

/** What fleets do to the identity and to the cache: simulated, and so the same in each run. */
public final class FleetFigures {
    private static final List<Integer> SIZES = List.of(100, 1_000, 10_000);

    /** Lettuce keeps 1 to a node, Jedis and Redisson about this many without load. */
    private static final int CONNECTIONS = 4;

    private static final Fleet.Schedule OURS = Fleet.Schedule.of(RenewalPolicy.AZURE);

    /** As much chance as leaves the new token in hand 180 s before expiry: 295 s of lead by 0.39. */
    private static final Fleet.Schedule WIDER = Fleet.Schedule.of(new RenewalPolicy() {
        @Override
        public double jitter() {
            return 0.39;
        }
    });

    private FleetFigures() {}

    public static void measure(Figures figures) {
        for (int replicas : SIZES) {
            String name = "fleet/%d/".formatted(replicas);
            Fleet.Traffic ours = simulate(replicas, Duration.ZERO, OURS);
            Fleet.Traffic fixed = simulate(replicas, Duration.ZERO, Fleet.FIXED);
            Fleet.Traffic wider = simulate(replicas, Duration.ZERO, WIDER);
            Fleet.Traffic bridged = simulate(replicas, Duration.ofMinutes(4), OURS);
            Fleet.Traffic tooLong = simulate(replicas, Duration.ofMinutes(15), OURS);
            figures.put(name + "requests", peak(ours.requests));
            figures.put(name + "requests, fixed", peak(fixed.requests));
            figures.put(name + "requests, wider", peak(wider.requests));
            figures.put(name + "AUTHs", peak(ours.auths));
            figures.put(name + "AUTHs, fixed", peak(fixed.auths));
            figures.put(name + "AUTHs, wider", peak(wider.auths));
            figures.put(name + "requests, short outage", peak(bridged.requests));
            figures.put(name + "AUTHs, short outage", peak(bridged.auths));
            figures.put(name + "requests, long outage", peak(tooLong.requests));
            figures.put(name + "connections opened again, long outage", peak(tooLong.reopened));
        }
    }

    private static Fleet.Traffic simulate(int replicas, Duration outage, Fleet.Schedule schedule) {
        return new Fleet(replicas, CONNECTIONS, outage).simulate(schedule);
    }
}
