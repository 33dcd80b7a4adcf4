package dev.redisentra.core.renewal;

/** Threads that keep no process alive and hold on to nothing of whoever happened to be there when they were made. */
final class DaemonThreads {
    private DaemonThreads() {}

    static Thread create(String name, ClassLoader contextClassLoader, Runnable task) {
        // The creator's inheritable thread-locals and context class loader would outlive their application in a
        // container that reloads it. Before Java 19 the class loader is inherited even without the locals.
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setContextClassLoader(contextClassLoader);
        thread.setDaemon(true);
        return thread;
    }
}
