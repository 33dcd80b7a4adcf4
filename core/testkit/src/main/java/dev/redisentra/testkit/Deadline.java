package dev.redisentra.testkit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a state by polling. No other code in the kit polls. */
final class Deadline {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private final long end;
    private final Duration length;

    private Deadline(Duration length) {
        this.length = length;
        this.end = System.nanoTime() + length.toNanos();
    }

    static Deadline after(Duration length) {
        return new Deadline(length);
    }

    /** A delay, for a server that answers slowly. It ends early if the thread is interrupted. */
    static void pause(Duration length) {
        long end = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            LockSupport.parkNanos(left);
        }
    }

    /**
     * Waits until the state is reached.
     *
     * @param what the state, for the message
     * @throws IllegalStateException after the deadline, or if the thread is interrupted
     */
    void await(String what, BooleanSupplier reached) {
        while (!reached.getAsBoolean()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("Interrupted while waiting until " + what);
            }
            if (System.nanoTime() - end >= 0) {
                throw new IllegalStateException("Waited " + length.toSeconds() + " s in vain until " + what);
            }
            LockSupport.parkNanos(PAUSE);
        }
    }
}
