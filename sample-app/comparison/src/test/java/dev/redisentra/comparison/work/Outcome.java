package dev.redisentra.comparison.work;

import java.io.Serializable;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What came of a segment.
 *
 * @param operations that succeeded; commands, or messages delivered
 * @param failures that the caller saw
 * @param firstFailure the first of them
 * @param lost messages and elements that were sent and never came
 * @param cpuNanos of the whole process
 * @param allocatedBytes of all its threads
 * @param beside latencies in nanoseconds outside renewals; empty without a rate
 * @param during the same while a renewal was going on
 */
public record Outcome(
        long operations,
        long failures,
        @Nullable String firstFailure,
        long lost,
        long nanos,
        long cpuNanos,
        long allocatedBytes,
        Histogram beside,
        Histogram during)
        implements Serializable {
    /** Longer than any client waits. */
    static final long LONGEST = 60_000_000_000L;

    /** An empty one, of nanoseconds to three digits. */
    public static Histogram histogram() {
        return new Histogram(LONGEST, 3);
    }

    /** Both together, one after the other. */
    public Outcome and(Outcome other) {
        return new Outcome(
                operations + other.operations,
                failures + other.failures,
                firstFailure == null ? other.firstFailure : firstFailure,
                lost + other.lost,
                nanos + other.nanos,
                cpuNanos + other.cpuNanos,
                allocatedBytes + other.allocatedBytes,
                sum(beside, other.beside),
                sum(during, other.during));
    }

    private static Histogram sum(Histogram one, Histogram other) {
        Histogram sum = one.copy();
        sum.add(other);
        return sum;
    }

    public double perSecond() {
        return operations * 1e9 / nanos;
    }

    public double cpuMicrosPerOperation() {
        return cpuNanos / 1e3 / operations;
    }

    public double bytesPerOperation() {
        return (double) allocatedBytes / operations;
    }

    /** All latencies, renewals or not. */
    public Histogram latencies() {
        return sum(beside, during);
    }
}
