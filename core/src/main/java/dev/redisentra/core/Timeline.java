package dev.redisentra.core;

import java.time.Duration;
import java.time.Instant;

/**
 * Time as a source lives it: what the clock says, and one thread on which everything happens in turn. The one place
 * where clocks are read and waiting is done; tests bring their own.
 */
interface Timeline extends AutoCloseable {
    /** The wall clock, by which tokens expire. It may jump, and it goes on while the machine sleeps. */
    Instant now();

    /** The same in milliseconds since 1970, for who must not allocate. */
    long millis();

    /** A clock that never jumps, in nanoseconds from anywhere. It may stand still while the machine sleeps. */
    long nanoTime();

    /** Runs a task on the one thread as soon as it is free. Ignored after closing. */
    void run(Runnable task);

    /**
     * Runs a task on the one thread after a while. Ignored after closing.
     *
     * @return drops the task, if it has not run yet
     */
    Runnable after(Duration delay, Runnable task);

    /** Ends the thread and drops all that waits. */
    @Override
    void close();
}
