package dev.redisentra.core.renewal;

/** Threads that keep no process alive and hold on to nothing of whoever happened to be there when they were made. */
final class DaemonThreads {
    private DaemonThreads() {}

    static Thread create(String name, Runnable task) {
        // Without the creator's inheritable thread-locals and context class loader: both would outlive their
        // application in a container that reloads it.
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }
}
