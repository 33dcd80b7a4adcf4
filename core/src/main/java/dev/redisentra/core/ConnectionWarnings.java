package dev.redisentra.core;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import dev.redisentra.core.auth.AuthEvent;
import org.slf4j.Logger;

/**
 * Keeps what happens to a thousand connections at once from flooding the log: the first of a kind has its line at once,
 * and those that follow within a minute share one at its end. Thread-safe.
 */
final class ConnectionWarnings {
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int MOST_NAMED = 5;

    private final Logger log;
    private final Map<String, More> running = new LinkedHashMap<>();

    /** What came after the first. */
    private static final class More {
        private Instant since;
        private int count;
        private final Set<String> which = new LinkedHashSet<>();

        More(Instant since) {
            this.since = since;
        }
    }

    ConnectionWarnings(Logger log) {
        this.log = log;
    }

    /** Whether it has a line of its own. Otherwise it is counted. */
    synchronized boolean isFirst(String kind, AuthEvent.Connection connection, Instant now) {
        writeWhatIsDue(now);
        More more = running.get(kind);
        if (more == null) {
            running.put(kind, new More(now));
            return true;
        }
        more.count++;
        if (more.which.size() < MOST_NAMED) {
            more.which.add(connection.toString());
        }
        return false;
    }

    synchronized void writeWhatIsDue(Instant now) {
        if (!running.isEmpty()) {
            write(now, INTERVAL);
        }
    }

    /** Writes what has been counted so far, before the end. */
    synchronized void writeAll(Instant now) {
        write(now, Duration.ZERO);
    }

    private void write(Instant now, Duration age) {
        for (Iterator<Map.Entry<String, More>> all = running.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, More> entry = all.next();
            More more = entry.getValue();
            // A clock that was set back is no reason to be silent.
            if (Duration.between(more.since, now).abs().compareTo(age) < 0) {
                continue;
            }
            if (more.count == 0) {
                all.remove();
                continue;
            }
            log.warn(
                    "{}: {} more since {}, of {}{}",
                    entry.getKey(),
                    more.count,
                    more.since.truncatedTo(ChronoUnit.SECONDS),
                    String.join(", ", more.which),
                    more.count > more.which.size() ? ", …" : "");
            more.since = now;
            more.count = 0;
            more.which.clear();
        }
    }
}
