package dev.redisentra.core.renewal;

import java.time.Duration;

/** What {@link Duration} lacks. */
final class Durations {
    private Durations() {}

    static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
