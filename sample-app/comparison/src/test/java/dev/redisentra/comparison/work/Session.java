package dev.redisentra.comparison.work;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.redisentra.core.config.RedisSettings;

/**
 * Segments, one after the other, with one client.
 *
 * @param segments at least one
 * @param settlingMillis how long after a token's arrival its renewal counts as going on
 */
public record Session(List<Segment> segments, int settlingMillis) implements Task {
    /** As many connections as the most threads that work at once. */
    private static final int POOL = 64;

    /**
     * What came of it.
     *
     * @param outcomes of the segments, in order
     * @param tokens received, the first included
     */
    public record Result(List<Outcome> outcomes, int tokens) implements Serializable {}

    @Override
    public Result run(ClientKind client, Contender contender, RedisSettings settings) throws InterruptedException {
        Login login = Login.of(contender, settings, Duration.ofMillis(settlingMillis));
        List<Outcome> outcomes = new ArrayList<>();
        try (Driver driver = Driver.open(client, login, POOL, false)) {
            for (Segment segment : segments) {
                outcomes.add(Run.of(driver, login.identity(), segment));
            }
        }
        return new Result(List.copyOf(outcomes), login.identity().tokens());
    }
}
