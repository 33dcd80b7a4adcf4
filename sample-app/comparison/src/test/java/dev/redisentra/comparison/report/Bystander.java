package dev.redisentra.comparison.report;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import dev.redisentra.comparison.work.Outcome;
import org.HdrHistogram.Histogram;

/**
 * A thread of the server's side that has nothing to do and is due again and again: how late it comes is what the machine
 * makes any thread wait, whatever client is at work. As late as it, a command has been slow for no reason of its client's.
 */
final class Bystander implements AutoCloseable {
    /** Often enough to see a stall of a few, and rarely enough to take no part in one. */
    private static final long PERIOD_NANOS = Duration.ofMillis(2).toNanos();

    private final Histogram lateness = Outcome.histogram();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread thread = new Thread(this::standBy, "bystander");

    private final Consumer<Histogram> result;

    private Bystander(Consumer<Histogram> result) {
        this.result = result;
        thread.setDaemon(true);
    }

    /** @param result gets its latenesses, in nanoseconds, when it is closed */
    static Bystander start(Consumer<Histogram> result) {
        Bystander bystander = new Bystander(result);
        bystander.thread.start();
        return bystander;
    }

    /** Each moment at which it was due counts, those that it slept through as well. */
    private void standBy() {
        long due = System.nanoTime() + PERIOD_NANOS;
        while (!over.get()) {
            long early = due - System.nanoTime();
            if (early > 0) {
                LockSupport.parkNanos(early);
            } else {
                lateness.recordValue(-early);
                due += PERIOD_NANOS;
            }
        }
    }

    @Override
    public void close() {
        over.set(true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        result.accept(lateness);
    }
}
