package dev.redisentra.core;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that keep no process alive and hold on to nothing of the thread that made them. */
final class DaemonThreads {
    private static final int SECONDS_IDLE = 1;

    private DaemonThreads() {}

    static Thread create(String name, ClassLoader contextClassLoader, Runnable task) {
        // The creator's inheritable thread-locals and context class loader would outlive their application in a
        // container that reloads it. Before Java 19 the class loader is inherited even without the locals.
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setContextClassLoader(contextClassLoader);
        thread.setDaemon(true);
        return thread;
    }

    /** Runs tasks in order, on a thread that ends when there are none for a while: there is nothing to close. */
    static Executor oneAtATime(String name) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1,
                1,
                SECONDS_IDLE,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> create(name, DaemonThreads.class.getClassLoader(), task));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
