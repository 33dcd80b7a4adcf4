package dev.redisentra.comparison.work;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

import com.sun.management.OperatingSystemMXBean;
import org.HdrHistogram.Histogram;

/** What comes of a segment. Thread-safe while it is written. Latencies in nanoseconds count from when a command was due. */
final class Outcome {
    /** Longer than any client waits. */
    private static final long LONGEST = 60_000_000_000L;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Identity identity;

    private final Map<Identity.Moment, Histogram> latencies = new HashMap<>();

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
        latencies
                .computeIfAbsent(identity.at(due), moment -> new Histogram(LONGEST, 3))
                .recordValue(Math.min(latency, LONGEST));
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
    synchronized double percentile(double percentile) {
        Histogram all = new Histogram(LONGEST, 3);
        latencies.values().forEach(all::add);
        return all.getValueAtPercentile(percentile) / 1e6;
    }

    /** In milliseconds, of each renewal or of each time between two: a stall of the machine falls on one of them. */
    synchronized double[] p99(boolean during) {
        return latencies.entrySet().stream()
                .filter(part -> part.getKey().during() == during)
                .mapToDouble(part -> part.getValue().getValueAtPercentile(99) / 1e6)
                .toArray();
    }
}
