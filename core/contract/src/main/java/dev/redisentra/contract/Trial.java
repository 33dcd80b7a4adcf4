package dev.redisentra.contract;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Setting;
import dev.redisentra.testkit.LocalAzure;

/**
 * Takes clients of one kind through modes. Each is closed at its end, and so is its source.
 *
 * @param renewals how many a mode goes through
 * @param patience how long connections may take to re-authenticate before the old token is expired under them
 * @param grace how long a token lives on after that, for who has read it and not logged in yet
 */
record Trial(Protocol protocol, int renewals, Duration patience, Duration grace, Opener opener) {
    /** Opens a client. Closing it must not close the source. */
    @FunctionalInterface
    interface Opener {
        ClientUnderTest open(RedisSettings settings, CommandedSource source);
    }

    private static final AtomicInteger RUNS = new AtomicInteger();

    /**
     * Runs one mode.
     *
     * @throws ClientUnderTest.Lacking if the client has no such way of use
     */
    Outcome run(Mode mode, LocalAzure azure) {
        try (CommandedSource source = new CommandedSource(azure.identity(), Bench.CLAIMED_LIFE);
                Bench bench = bench(mode, azure, source, Rotation.commanded(source, azure.identity()))) {
            mode.run(bench);
            return bench.outcome(mode.repeatsAuths());
        } finally {
            // The next bench counts from nothing.
            Bench.until(patience, () -> azure.redis().counters().connectionsOpen() == 0);
        }
    }

    /** With a client of its own. */
    Bench bench(Mode mode, LocalAzure azure, CommandedSource source, Rotation rotation) {
        RedisSettings settings = RedisSettings.from(setting -> setting == Setting.PROTOCOL
                ? protocol.toString()
                : azure.environment().get(setting.variable()));
        String keys = mode.name().toLowerCase(Locale.ROOT) + RUNS.incrementAndGet() + ":";
        return new Bench(azure, source, rotation, () -> opener.open(settings, source), renewals, patience, grace, keys);
    }
}
