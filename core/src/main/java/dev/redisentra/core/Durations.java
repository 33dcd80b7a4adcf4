package dev.redisentra.core;

import java.time.Duration;

/** What {@link Duration} lacks. */
final class Durations {
    /** Beyond any token and any patience, and few enough nanoseconds to count. */
    static final Duration CENTURY = Duration.ofDays(36_500);

    private Durations() {}

    static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** No longer than clocks can count: a grace or the life of a credential may claim to have no end. */
    static Duration countable(Duration duration) {
        return min(duration, CENTURY);
    }

    /** For people: whole seconds without a fraction. */
    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? Long.toString(duration.toSeconds())
                : Double.toString(duration.toMillis() / 1000.0);
    }
}
