package dev.redisentra.comparison.work;

import java.util.concurrent.locks.LockSupport;

/**
 * When to begin the next operation: at a fixed rate, whatever became of the last one, so that a stall is counted for all
 * that had to wait behind it. Without a rate: at once.
 */
final class Pace {
    private final long interval;
    private final long end;
    private long next;

    private Pace(long first, long interval, long end) {
        this.next = first;
        this.interval = interval;
        this.end = end;
    }

    /** The share of one thread of many, staggered. */
    static Pace of(Segment segment, int thread, int threads, long start) {
        long end = start + segment.millis() * 1_000_000L;
        if (segment.rate() == 0) {
            return new Pace(start, 0, end);
        }
        long interval = 1_000_000_000L * threads / segment.rate();
        return new Pace(start + interval * thread / threads, interval, end);
    }

    /** Waits for its turn; false when the segment is over. */
    boolean awaitTurn() {
        if (interval == 0) {
            next = System.nanoTime();
            return next < end;
        }
        if (next >= end) {
            return false;
        }
        for (long wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
            LockSupport.parkNanos(wait);
        }
        return true;
    }

    /** The moment for which this turn was meant; the next turn is counted from it. */
    long take() {
        long intended = next;
        next += interval;
        return intended;
    }
}
