package dev.redisentra.comparison.report;

import java.time.Duration;
import java.util.Locale;

/** Lines on the terminal. */
final class Progress {
    private final long start = System.nanoTime();

    void step(String what) {
        Duration since = Duration.ofNanos(System.nanoTime() - start);
        System.out.printf(Locale.ROOT, "%3d:%02d  %s%n", since.toMinutes(), since.toSecondsPart(), what);
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
