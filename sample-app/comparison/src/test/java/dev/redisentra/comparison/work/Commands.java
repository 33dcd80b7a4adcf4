package dev.redisentra.comparison.work;

import java.util.List;

/** Threads that each send a command, or a pipeline of them, and await its answer. */
final class Commands implements Run {
    /** Few enough to stay in the server's memory, and enough to touch all nodes of a cluster. */
    private static final int KEYS = 64;

    private static final int READS_FOR_A_WRITE = 3;

    private final Driver driver;
    private final Segment segment;
    private final byte[] value;
    private final List<Recorder> recorders;

    Commands(Driver driver, Identity identity, Segment segment) {
        this.driver = driver;
        this.segment = segment;
        this.value = new byte[segment.size()];
        this.recorders = Recorder.several(segment.threads(), identity);
    }

    @Override
    public Outcome outcome() throws InterruptedException {
        for (int i = 0; i < KEYS; i++) {
            driver.set(key(i), value);
        }
        long allocated = Threads.allocatedBytes();
        long cpu = Threads.cpuNanos();
        long start = System.nanoTime();
        long[] ownAllocations = new long[segment.threads()];
        Threads.run(segment.threads(), thread -> {
            work(thread, start);
            ownAllocations[thread] = Threads.ownAllocatedBytes();
        });
        long nanos = System.nanoTime() - start;
        cpu = Threads.cpuNanos() - cpu;
        allocated = Threads.allocatedBytes() - allocated;
        // The threads of the work have ended and are no longer in the sum.
        for (long own : ownAllocations) {
            allocated += own;
        }
        return Recorder.sum(recorders).outcome(0, nanos, cpu, allocated);
    }

    private void work(int thread, long start) {
        Recorder recorder = recorders.get(thread);
        Pace pace = Pace.of(segment, thread, segment.threads(), start);
        for (int i = thread; pace.awaitTurn(); i++) {
            long intended = pace.take();
            try {
                command(i);
                if (segment.tellsLatency()) {
                    recorder.succeeded(segment.batch(), intended);
                } else {
                    recorder.succeeded(segment.batch());
                }
            } catch (RuntimeException e) {
                recorder.failed(e);
            }
        }
    }

    private void command(int number) {
        String key = key(number);
        if (segment.work() == Work.PIPELINE) {
            driver.pipeline(key, segment.batch());
        } else if (number % (READS_FOR_A_WRITE + 1) == 0) {
            driver.set(key, value);
        } else if (driver.get(key) == null) {
            throw new IllegalStateException("A value is missing");
        }
    }

    private static String key(int number) {
        return "comparison:" + number % KEYS;
    }
}
