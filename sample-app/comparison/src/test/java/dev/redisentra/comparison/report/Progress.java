package dev.redisentra.comparison.report;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** Lines on the terminal. */
final class Progress {
    private final long start = System.nanoTime();

    void step(String what) {
        Duration since = Duration.ofNanos(System.nanoTime() - start);
        System.out.printf(Locale.ROOT, "%3d:%02d  %s%n", since.toMinutes(), since.toSecondsPart(), what);
    }

    /** A part of a run. */
    interface Part {
        void run() throws IOException;
    }

    /** What cannot be measured is told and left out: the rest has taken too long to be thrown away. */
    void attempt(Part part) {
        try {
            part.run();
        } catch (IOException | RuntimeException e) {
            step("LEFT OUT: " + e);
            e.printStackTrace(System.out);
        }
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
