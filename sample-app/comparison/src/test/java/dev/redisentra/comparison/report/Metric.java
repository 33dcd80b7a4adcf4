package dev.redisentra.comparison.report;

import dev.redisentra.comparison.work.Outcome;
import dev.redisentra.comparison.work.Segment;

/** What is read off an outcome. */
enum Metric {
    THROUGHPUT("throughput", "/s", true, 0.99),
    CPU("CPU per operation", "µs", false, 1.01),
    ALLOCATION("allocated per operation", "B", false, 1.01),
    P50("p50", "ms", false, Double.NaN),
    P99("p99", "ms", false, 1.05),
    P999("p99.9", "ms", false, 1.05),
    MAX("max", "ms", false, Double.NaN);

    private final String title;
    private final String unit;
    private final boolean higherIsBetter;
    private final double target;

    /** @param target the worst ratio to the static password that is good enough; not a number where none is set */
    Metric(String title, String unit, boolean higherIsBetter, double target) {
        this.title = title;
        this.unit = unit;
        this.higherIsBetter = higherIsBetter;
        this.target = target;
    }

    String title() {
        return title;
    }

    String unit() {
        return unit;
    }

    double target() {
        return target;
    }

    boolean hasTarget() {
        return !Double.isNaN(target);
    }

    boolean meetsTarget(double ratio) {
        return higherIsBetter ? ratio >= target : ratio <= target;
    }

    /** Whether the first is the better of two. */
    boolean better(double one, double other) {
        return higherIsBetter ? one > other : one < other;
    }

    double of(Outcome outcome) {
        return switch (this) {
            case THROUGHPUT -> outcome.perSecond();
            case CPU -> outcome.cpuMicrosPerOperation();
            case ALLOCATION -> outcome.bytesPerOperation();
            case P50, P99, P999, MAX -> millis(outcome, percentile());
        };
    }

    /** Which of the latencies; not a number for what is none. */
    double percentile() {
        return switch (this) {
            case THROUGHPUT, CPU, ALLOCATION -> Double.NaN;
            case P50 -> 50;
            case P99 -> 99;
            case P999 -> 99.9;
            case MAX -> 100;
        };
    }

    /** Of a segment that has a rate the latencies count, of one that has none what goes through and what it costs. */
    boolean appliesTo(Segment segment) {
        return switch (this) {
            case THROUGHPUT, CPU, ALLOCATION -> !segment.tellsLatency();
            case P50, P99, P999, MAX -> segment.tellsLatency();
        };
    }

    private static double millis(Outcome outcome, double percentile) {
        return outcome.latencies().getTotalCount() == 0
                ? Double.NaN
                : outcome.latencies().getValueAtPercentile(percentile) / 1e6;
    }
}
