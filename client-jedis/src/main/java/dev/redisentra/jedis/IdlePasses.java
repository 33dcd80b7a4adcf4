package dev.redisentra.jedis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.util.Pool;

/**
 * Makes the pools test their idle connections when one may be due, on one daemon thread per client. A pool's own idle
 * test is the one way to a connection that nobody can borrow meanwhile, and it puts aside one at a time.
 */
final class IdlePasses implements AutoCloseable {
    /** A pass over connections that answer takes milliseconds; closing does not wait for those that do not. */
    private static final Duration CLOSING_PATIENCE = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final Set<Pool<?>> pools = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor thread;
    private @Nullable Future<?> next;
    private volatile Instant nextAt = Instant.MAX;

    IdlePasses(InstantSource clock) {
        this.clock = clock;
        thread = new ScheduledThreadPoolExecutor(1, IdlePasses::daemon);
        thread.setRemoveOnCancelPolicy(true);
    }

    void include(Pool<?> pool) {
        pools.add(pool);
    }

    /** Sees to it that there is a pass by then. Returns at once; ignored after closing. */
    void by(Instant due) {
        if (due.isBefore(nextAt)) {
            plan(due);
        }
    }

    private synchronized void plan(Instant due) {
        if (!due.isBefore(nextAt) || thread.isShutdown()) {
            return;
        }
        if (next != null) {
            next.cancel(false);
        }
        nextAt = due;
        next = thread.schedule(
                this::pass, Duration.between(clock.instant(), due).toNanos(), TimeUnit.NANOSECONDS);
    }

    private void pass() {
        synchronized (this) {
            nextAt = Instant.MAX;
        }
        pools.removeIf(Pool::isClosed);
        for (Pool<?> pool : pools) {
            try {
                for (int runs = runsOverAll(pool); runs > 0; runs--) {
                    pool.evict();
                }
            } catch (Exception closedMeanwhile) {
                // Its connections go with it: the node has left the cluster, or the client is being closed.
            }
        }
    }

    /** A run tests a number of connections, or a fraction if that is negative, and goes on where the last one ended. */
    private static int runsOverAll(Pool<?> pool) {
        int tests = pool.getNumTestsPerEvictionRun();
        return tests < 0 ? -tests : (pool.getNumIdle() + tests - 1) / tests;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "redis-entra-jedis");
        thread.setDaemon(true);
        return thread;
    }

    /** Lets a pass under way end: to take its connections away from it would put warnings into the log. */
    @Override
    public void close() {
        synchronized (this) {
            thread.shutdownNow();
        }
        try {
            thread.awaitTermination(CLOSING_PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
