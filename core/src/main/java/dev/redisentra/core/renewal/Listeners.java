package dev.redisentra.core.renewal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthListener;
import dev.redisentra.core.auth.CredentialSource.Registration;
import dev.redisentra.core.auth.Redaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells each listener of each event, and shields them and the source from one another. */
final class Listeners implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    Registration add(AuthListener listener) {
        Entry entry = new Entry(listener);
        entries.add(entry);
        return entry;
    }

    void tell(AuthEvent event) {
        for (Entry entry : entries) {
            // Asked each time: an earlier listener may have ended this one's listening, or closed the source.
            if (closed || entry.left) {
                continue;
            }
            try {
                entry.listener.on(event);
            } catch (Throwable e) { // code in other languages throws checked exceptions, too
                log.warn("A listener failed at {}: {}", event.getClass().getSimpleName(), Redaction.of(e.toString()));
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        entries.clear();
    }

    /** Compared by identity: one listener that is added twice is told twice, and leaves once. */
    private final class Entry implements Registration {
        private final AuthListener listener;
        private volatile boolean left;

        Entry(AuthListener listener) {
            this.listener = listener;
        }

        @Override
        public void close() {
            left = true;
            entries.remove(this);
        }
    }
}
