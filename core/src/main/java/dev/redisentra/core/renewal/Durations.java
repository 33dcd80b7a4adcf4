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

    /** For people: whole seconds without a fraction. */
    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? Long.toString(duration.toSeconds())
                : Double.toString(duration.toMillis() / 1000.0);
    }
}
