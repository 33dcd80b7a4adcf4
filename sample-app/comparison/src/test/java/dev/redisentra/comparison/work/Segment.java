package dev.redisentra.comparison.work;

import java.io.Serializable;

/**
 * A piece of work.
 *
 * @param name as the page has it
 * @param threads that send; for {@link Work#PUB_SUB} and {@link Work#QUEUE} those that receive
 * @param size of a value, in bytes
 * @param batch commands in a pipeline
 * @param rate commands a second in all; 0 for as many as go through, one after the other on each thread
 * @param millis how long
 */
public record Segment(String name, Work work, int threads, int size, int batch, int rate, int millis)
        implements Serializable {
    /** Short beside what a machine's other load takes to come and go, long beside what starting threads takes. */
    private static final int SLICE_MILLIS = 250;

    /** In which it is done, between others'. */
    public int slices() {
        return Math.max(1, millis / SLICE_MILLIS);
    }

    /** One with a rate tells latencies, one without tells throughput and its cost. */
    public boolean tellsLatency() {
        return rate > 0;
    }

    public Segment lasting(int otherMillis) {
        return new Segment(name, work, threads, size, batch, rate, otherMillis);
    }

    public Segment atRate(int otherRate) {
        return new Segment(name, work, threads, size, batch, otherRate, millis);
    }
}
