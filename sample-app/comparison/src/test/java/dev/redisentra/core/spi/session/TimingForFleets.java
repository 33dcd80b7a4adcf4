package dev.redisentra.core.spi.session;

import java.time.Duration;

/** When connections send their AUTHs, for the simulation of fleets; in this package as the timing is no public type. */
public final class TimingForFleets {
    private TimingForFleets() {}

    public static Duration spread(Duration left, double chance) {
        return ReauthenticationTiming.spread(left, chance);
    }
}
