package dev.redisentra.contract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/** Counts what went well and what did not. Thread-safe. */
final class Findings {
    private static final int ENOUGH_EXAMPLES = 8;

    private final LongAdder commands = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder doubled = new LongAdder();
    private final List<String> examples = new ArrayList<>();

    /** A command was answered; rightly, or not. */
    void answered(@Nullable Object expected, @Nullable Object actual) {
        if (Objects.equals(expected, actual)) {
            commands.increment();
        } else {
            wrong.increment();
            example("expected " + brief(expected) + " and got " + brief(actual));
        }
    }

    void failed(String what, Throwable cause) {
        failed.increment();
        StringBuilder causes = new StringBuilder(what);
        for (Throwable link = cause; link != null; link = link.getCause()) {
            causes.append(": ").append(brief(link));
        }
        example(causes.toString());
    }

    /** Each of {@code 0 .. sent - 1} should have come once, and where the order counts, in that order. */
    void received(List<Integer> numbers, int sent, boolean inOrder) {
        Set<Integer> distinct = new HashSet<>(numbers);
        commands.add(distinct.size());
        lost.add(sent - distinct.size());
        doubled.add(numbers.size() - distinct.size());
        if (sent > distinct.size()) {
            example((sent - distinct.size()) + " of " + sent + " never came");
        }
        if (inOrder && !numbers.equals(numbers.stream().sorted().toList())) {
            wrong.increment();
            example("out of order");
        }
    }

    private synchronized void example(String text) {
        if (examples.size() < ENOUGH_EXAMPLES && !examples.contains(text)) {
            examples.add(text);
        }
    }

    private static String brief(@Nullable Object value) {
        String text = String.valueOf(value);
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }

    long commands() {
        return commands.sum();
    }

    long failed() {
        return failed.sum();
    }

    long wrong() {
        return wrong.sum();
    }

    long lost() {
        return lost.sum();
    }

    long doubled() {
        return doubled.sum();
    }

    synchronized List<String> examples() {
        return List.copyOf(examples);
    }
}
