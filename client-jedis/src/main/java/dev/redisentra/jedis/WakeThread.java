package dev.redisentra.jedis;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The one daemon thread that sees to a client's connections where none of their owners does: it lives while there are any.
 * Nothing that runs on it may wait for a server. Thread-safe.
 */
final class WakeThread {
    private int connections;
    private volatile @Nullable ScheduledThreadPoolExecutor executor;

    private static final class Worker extends Thread {
        Worker(Runnable target) {
            super(target, "redis-entra-jedis");
            setDaemon(true);
        }
    }

    /** Whether it is such a thread that asks, of whichever client. */
    static boolean isCurrent() {
        return Thread.currentThread() instanceof Worker;
    }

    /** There is one more connection. */
    synchronized void join() {
        if (connections++ == 0) {
            ScheduledThreadPoolExecutor opened =
                    new ScheduledThreadPoolExecutor(1, Worker::new, new ThreadPoolExecutor.DiscardPolicy());
            opened.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
            executor = opened;
        }
    }

    /** There is one less. */
    synchronized void leave() {
        ScheduledThreadPoolExecutor last = executor;
        if (--connections == 0 && last != null) {
            executor = null;
            last.shutdown();
        }
    }

    /** Runs this after that long, if there is a connection then. */
    void after(Duration delay, Runnable task) {
        ScheduledThreadPoolExecutor running = executor;
        if (running != null) {
            var unused = running.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
