package dev.redisentra.comparison.work;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Threads for the work, and what this process has used. */
final class Threads {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final com.sun.management.OperatingSystemMXBean SYSTEM =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private Threads() {}

    static Thread start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Runs it on so many threads, and waits for all. */
    static void run(int count, java.util.function.IntConsumer task) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            threads.add(start("work-" + i, () -> task.accept(number)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    static void join(Thread thread, Duration longest) {
        try {
            thread.join(longest.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static int count() {
        return THREADS.getThreadCount();
    }

    /** CPU time of all this process does: the JIT and the collector, too. */
    static long cpuNanos() {
        return SYSTEM.getProcessCpuTime();
    }

    /** Allocated so far by the thread that asks. */
    static long ownAllocatedBytes() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    /** Allocated so far by the threads that live now. */
    static long allocatedBytes() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(bytes, 0);
        }
        return sum;
    }

    /** Used after a full collection. */
    static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
