package dev.redisentra.comparison.work;

import java.util.List;
import java.util.stream.IntStream;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Notes how operations went. Thread-safe: each thread has its own, and they are added up. */
final class Recorder {
    private final Identity identity;
    private final Histogram beside = Outcome.histogram();
    private final Histogram during = Outcome.histogram();
    private long operations;
    private long failures;
    private @Nullable String firstFailure;

    Recorder(Identity identity) {
        this.identity = identity;
    }

    static List<Recorder> several(int count, Identity identity) {
        return IntStream.range(0, count).mapToObj(i -> new Recorder(identity)).toList();
    }

    static Recorder sum(List<Recorder> recorders) {
        Recorder sum = new Recorder(recorders.get(0).identity);
        recorders.forEach(recorder -> recorder.addTo(sum));
        return sum;
    }

    synchronized void succeeded(long count) {
        operations += count;
    }

    /** @param intended when it was to begin: waiting for its turn is part of its latency */
    synchronized void succeeded(long count, long intended) {
        operations += count;
        long latency = Math.max(0, System.nanoTime() - intended);
        (identity.renewingAt(intended) ? during : beside).recordValue(Math.min(latency, Outcome.LONGEST));
    }

    synchronized void failed(Throwable failure) {
        failures++;
        if (firstFailure == null) {
            firstFailure = failure.toString();
        }
    }

    private synchronized void addTo(Recorder sum) {
        synchronized (sum) {
            sum.operations += operations;
            sum.beside.add(beside);
            sum.during.add(during);
        }
        addFailuresTo(sum);
    }

    synchronized void addFailuresTo(Recorder sum) {
        synchronized (sum) {
            sum.failures += failures;
            if (sum.firstFailure == null) {
                sum.firstFailure = firstFailure;
            }
        }
    }

    synchronized long operations() {
        return operations;
    }

    synchronized Outcome outcome(long lost, long nanos, long cpuNanos, long allocatedBytes) {
        return new Outcome(operations, failures, firstFailure, lost, nanos, cpuNanos, allocatedBytes, beside, during);
    }
}
