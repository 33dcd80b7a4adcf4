package dev.redisentra.testkit;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The events of tokens and logins, for a person to read. It keeps the last {@value #KEPT}. It holds no secret: of what a
 * client sends, it only says whether the kit knows it. Thread-safe. A reader does not delay a writer.
 */
final class Journal {
    static final int KEPT = 500;

    /**
     * One event.
     *
     * @param number counts from 1
     * @param at when
     * @param kind one word, for programs
     * @param text a clause, for people
     */
    record Entry(long number, Instant at, String kind, String text) {}

    static final String TOKEN = "token";
    static final String AUTH = "auth";
    static final String REFUSED = "refused";
    static final String EXPIRED = "expired";
    static final String CONTROL = "control";

    private final Clock clock;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long last;
    private volatile Consumer<Entry> reader = entry -> {};

    Journal(Clock clock) {
        this.clock = clock;
    }

    void add(String kind, String text) {
        Entry entry;
        synchronized (this) {
            entry = new Entry(++last, clock.instant(), kind, text);
            entries.addLast(entry);
            if (entries.size() > KEPT) {
                entries.removeFirst();
            }
        }
        reader.accept(entry);
    }

    /** The events after this number, as far as they are kept. */
    synchronized List<Entry> after(long number) {
        return entries.stream().filter(entry -> entry.number > number).toList();
    }

    /** Sets the reader of all events from now on. It runs on the thread of the writer. */
    void readBy(Consumer<Entry> next) {
        reader = next;
    }
}
