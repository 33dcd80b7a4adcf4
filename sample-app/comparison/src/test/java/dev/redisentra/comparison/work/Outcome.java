package dev.redisentra.comparison.work;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;
import org.HdrHistogram.Histogram;

/** What comes of a segment. Thread-safe while it is written. Latencies in nanoseconds count from when a command was due. */
final class Outcome {
    /** Longer than any client waits. */
    private static final long LONGEST = 60_000_000_000L;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Identity identity;

    /** Outside renewals, and while one was going on. */
    final Histogram otherwise = new Histogram(LONGEST, 3);

    final Histogram during = new Histogram(LONGEST, 3);

    /** Commands, or messages delivered. */
    volatile long operations;

    long failures;
    long lost;
    private long nanos;
    /** Of the whole process. */
    private long cpuNanos;

    Outcome(Identity identity) {
        this.identity = identity;
    }

    void begin() {
        nanos = -System.nanoTime();
        cpuNanos = -SYSTEM.getProcessCpuTime();
    }

    void end() {
        nanos += System.nanoTime();
        cpuNanos += SYSTEM.getProcessCpuTime();
    }

    synchronized void succeeded(long count, long due) {
        operations += count;
        long latency = Math.max(0, System.nanoTime() - due);
        (identity.renewingAt(due) ? during : otherwise).recordValue(Math.min(latency, LONGEST));
    }

    synchronized void failed(RuntimeException failure) {
        if (failures++ == 0) {
            System.err.println("The first that failed: " + failure);
        }
    }

    double perSecond() {
        return operations * 1e9 / nanos;
    }

    double cpuMicrosPerOperation() {
        return cpuNanos / 1e3 / operations;
    }

    /** In milliseconds, of all. */
    double percentile(double percentile) {
        Histogram all = otherwise.copy();
        all.add(during);
        return all.getValueAtPercentile(percentile) / 1e6;
    }

    static double p99(Histogram latencies) {
        return latencies.getValueAtPercentile(99) / 1e6;
    }
}
