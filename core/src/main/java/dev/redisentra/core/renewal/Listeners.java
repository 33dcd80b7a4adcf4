package dev.redisentra.core.renewal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthListener;
import dev.redisentra.core.auth.CredentialSource.Registration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells each listener of each event, and shields them and the source from one another. */
final class Listeners {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    Registration add(AuthListener listener) {
        Entry entry = new Entry(listener);
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    void tell(AuthEvent event) {
        for (Entry entry : entries) {
            try {
                entry.listener.on(event);
            } catch (RuntimeException | Error e) {
                log.warn("A listener failed at {}: {}", event.getClass().getSimpleName(), e.toString());
            }
        }
    }

    void clear() {
        entries.clear();
    }

    /** Compared by identity: one listener that is added twice is told twice, and leaves once. */
    private static final class Entry {
        private final AuthListener listener;

        Entry(AuthListener listener) {
            this.listener = listener;
        }
    }
}
