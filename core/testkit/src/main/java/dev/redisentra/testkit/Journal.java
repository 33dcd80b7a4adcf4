package dev.redisentra.testkit;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * What happened to tokens and logins, for a person to read: the last {@value #KEPT} lines. Holds no secret: of what a client
 * sends, it says nothing but whether it is known. Thread-safe; a reader does not hold up what is written.
 */
final class Journal {
    static final int KEPT = 500;

    /**
     * One thing that happened.
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

    /** Those after a number, of those that are kept. */
    synchronized List<Entry> after(long number) {
        return entries.stream().filter(entry -> entry.number > number).toList();
    }

    /** The one who reads all that is written from now on, on the writer's thread. */
    void readBy(Consumer<Entry> next) {
        reader = next;
    }
}
