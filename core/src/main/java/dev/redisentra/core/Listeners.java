package dev.redisentra.core;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthListener;
import dev.redisentra.core.auth.CredentialSource.Registration;
import dev.redisentra.core.auth.Redaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells each listener of each event, and shields them and the source from one another. An application's listeners are told
 * on a thread of their own, in order; the log, and what adapters listen with, on the thread where it happened.
 */
final class Listeners implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    /** A thousand connections that report at once, and then some. Beyond that a listener does not keep up, or hangs. */
    static final int MOST_WAITING = 2_000;

    private final EventLog eventLog;
    private final Executor listenersThread;
    private final List<Entry> direct = new CopyOnWriteArrayList<>();
    private final List<Entry> applications = new CopyOnWriteArrayList<>();

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger missed = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Thread telling;

    /** @param listenersThread runs one task after the other, in order */
    Listeners(EventLog eventLog, Executor listenersThread) {
        this.eventLog = eventLog;
        this.listenersThread = listenersThread;
        direct.add(new Entry(eventLog, direct));
    }

    /** An application's. After the closing it is told of that, and of nothing else. */
    Registration add(AuthListener listener) {
        Entry entry = new Entry(listener, applications);
        applications.add(entry);
        if (closed.get()) {
            listenersThread.execute(entry::tellTheEnd);
        }
        return entry;
    }

    /** An adapter's, which returns at once. */
    Registration addDirect(AuthListener listener) {
        Entry entry = new Entry(listener, direct);
        direct.add(entry);
        if (closed.get()) {
            entry.tellTheEnd();
        }
        return entry;
    }

    void tell(AuthEvent event) {
        if (closed.get()) {
            return;
        }
        tell(direct, event);
        if (!applications.isEmpty()) {
            tellApplications(event);
        }
    }

    private void tellApplications(AuthEvent event) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            if (missed.getAndIncrement() == 0) {
                log.warn("A listener is too slow: from now on its events are dropped, until it has caught up");
            }
            return;
        }
        try {
            listenersThread.execute(() -> {
                waiting.decrementAndGet();
                telling = Thread.currentThread();
                tell(applications, event);
                telling = null;
                int lost = missed.getAndSet(0);
                if (lost > 0) {
                    log.warn("{} events were dropped, because a listener was too slow", lost);
                }
            });
        } catch (Throwable noThread) { // out of threads: the source goes on without being heard
            waiting.decrementAndGet();
            missed.incrementAndGet();
        }
    }

    private void tell(List<Entry> entries, AuthEvent event) {
        for (Entry entry : entries) {
            // Asked each time: an earlier listener may have ended this one's listening, or closed the source.
            if (!closed.get()) {
                entry.tell(event);
            }
        }
    }

    /** Writes what is due by the clock, though nothing happens. */
    void lookAtTheClock() {
        eventLog.lookAtTheClock();
    }

    /** Tells all of the end, and nobody of what has not been told yet. A listener that blocks is interrupted. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        Thread blocking = telling;
        if (blocking != null && blocking != Thread.currentThread()) {
            blocking.interrupt();
        }
        direct.forEach(Entry::tellTheEnd);
        if (!applications.isEmpty()) {
            try {
                listenersThread.execute(() -> applications.forEach(Entry::tellTheEnd));
            } catch (Throwable noThread) {
                log.warn("Out of threads: no listener was told that the source is closed");
            }
        }
    }

    /** Compared by identity: one listener that is added twice is told twice, and leaves once. */
    private static final class Entry implements Registration {
        private final AuthListener listener;
        private final List<Entry> among;
        private final AtomicBoolean left = new AtomicBoolean();

        Entry(AuthListener listener, List<Entry> among) {
            this.listener = listener;
            this.among = among;
        }

        void tell(AuthEvent event) {
            if (!left.get()) {
                call(event);
            }
        }

        void tellTheEnd() {
            if (!left.getAndSet(true)) {
                among.remove(this);
                call(new AuthEvent.Closed());
            }
        }

        private void call(AuthEvent event) {
            try {
                listener.on(event);
            } catch (Throwable e) { // code in other languages throws checked exceptions, too
                log.warn("A listener failed at {}: {}", event.getClass().getSimpleName(), Redaction.of(e.toString()));
            }
        }

        @Override
        public void close() {
            left.set(true);
            among.remove(this);
        }
    }
}
