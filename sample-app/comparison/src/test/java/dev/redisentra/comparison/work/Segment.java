package dev.redisentra.comparison.work;

import java.util.List;

/**
 * A kind of work.
 *
 * @param threads that send; of {@link Kind#PUB_SUB} and {@link Kind#BLPOP} those that receive
 * @param size of a value, in bytes
 * @param batch commands in a pipeline
 * @param rate commands a second in all; 0 for as many as go through, one after the other on each thread
 */
record Segment(String name, Kind kind, int threads, int size, int batch, int rate) {
    enum Kind {
        /** One SET for three GETs. */
        GET_SET,
        /** GETs in batches. */
        PIPELINE,
        /** One publisher, and each message to all subscribers. */
        PUB_SUB,
        /** A push, and a pop that blocks for it. */
        BLPOP
    }

    private static final int THREADS = 8;

    /** Twenty times as much of what has a rate: a code path is warm after a number of runs. */
    private static final int HASTE = 20;

    static final Segment SMALL = new Segment("GET and SET, 100 B", Kind.GET_SET, THREADS, 100, 1, 0);
    static final Segment LARGE = new Segment("GET and SET, 10 KB", Kind.GET_SET, THREADS, 10_240, 1, 0);
    static final Segment PACED =
            new Segment("GET and SET, 100 B, 2,000 a second", Kind.GET_SET, THREADS, 100, 1, 2_000);
    static final Segment BATCH = new Segment("pipelines of 16", Kind.PIPELINE, THREADS, 100, 16, 0);
    static final Segment LARGE_BATCH = new Segment("pipelines of 100", Kind.PIPELINE, THREADS, 100, 100, 0);
    static final Segment BLPOP = new Segment("BLPOP, 500 a second", Kind.BLPOP, 4, 100, 1, 500);
    static final Segment PUB_SUB = new Segment("PUBLISH to 10, 200 a second", Kind.PUB_SUB, 10, 100, 1, 200);

    static final List<Segment> ALL = List.of(SMALL, LARGE, BATCH, LARGE_BATCH, BLPOP, PUB_SUB);
    static final List<Segment> COMPARED = List.of(SMALL, LARGE_BATCH, PACED, BLPOP, PUB_SUB);

    Segment toWarmUp() {
        return new Segment(name, kind, threads, size, batch, rate * HASTE);
    }
}
