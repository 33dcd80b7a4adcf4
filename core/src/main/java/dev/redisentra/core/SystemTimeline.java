package dev.redisentra.core;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** The machine's clocks and one daemon thread. */
final class SystemTimeline implements Timeline {
    private final InstantSource clock = InstantSource.system();
    private final ScheduledThreadPoolExecutor executor;
    private volatile @Nullable Thread thread;

    SystemTimeline(String threadName) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = DaemonThreads.create(threadName, SystemTimeline.class.getClassLoader(), task);
            thread = made;
            return made;
        });
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public long millis() {
        return clock.millis();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void run(Runnable task) {
        after(Duration.ZERO, task);
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        try {
            Future<?> future = executor.schedule(task, TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    /** How many tasks wait. */
    int waiting() {
        return executor.getQueue().size();
    }

    @Override
    public void close() {
        // A listener that blocks is interrupted; one that closes the source itself has still its own work to end.
        if (Thread.currentThread() == thread) {
            executor.shutdown();
            executor.getQueue().clear();
        } else {
            executor.shutdownNow();
        }
    }
}
