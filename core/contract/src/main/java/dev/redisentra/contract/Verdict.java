package dev.redisentra.contract;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What one mode came to with one client. As text it is what the page on compatibility says. */
sealed interface Verdict {
    /**
     * Nothing lost, nothing wrong.
     *
     * @param commands answered rightly, 0 where they were not counted
     */
    record Kept(long commands) implements Verdict {
        public Kept {
            requireCounts(commands);
        }

        Kept and(Kept other) {
            return new Kept(commands + other.commands);
        }

        @Override
        public Verdict uncounted() {
            return new Kept(0);
        }

        @Override
        public String toString() {
            return commands == 0 ? "kept" : String.format(Locale.ROOT, "kept (%,d)", commands);
        }
    }

    /**
     * Kept as far as a caller can tell, at the server's cost.
     *
     * @param auths sent in excess
     */
    record ExcessAuths(long auths) implements Verdict {
        public ExcessAuths {
            requireCounts(auths);
            requireAny(auths);
        }

        @Override
        public String toString() {
            return "kept, but " + figure(auths, tooMany(auths));
        }
    }

    /** What went wrong, in the figures of an {@link Outcome}. */
    record Broken(long failed, long wrong, long lost, long doubled, long closed, long auths) implements Verdict {
        public Broken {
            requireCounts(failed, wrong, lost, doubled, closed, auths);
            requireAny(failed, wrong, lost, doubled, closed);
        }

        @Override
        public String toString() {
            return Stream.of(
                            figure(failed, "failed"),
                            figure(wrong, "wrong"),
                            figure(lost, "lost"),
                            figure(doubled, "doubled"),
                            figure(closed, "closed"),
                            figure(auths, tooMany(auths)))
                    .filter(figure -> !figure.isEmpty())
                    .collect(Collectors.joining(", "));
        }
    }

    /** It did not end in time. */
    record Hangs() implements Verdict {
        @Override
        public String toString() {
            return "hangs";
        }
    }

    /** There was nothing to try: the client has no such way of use, or its adapter declares that it cannot keep it. */
    record Unsupported(String reason) implements Verdict {
        public Unsupported {
            if (reason.isBlank() || reason.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("a reason is one line of text, not '%s'".formatted(reason));
            }
        }

        @Override
        public String toString() {
            return reason;
        }
    }

    static Verdict of(Outcome outcome) {
        if (outcome.kept()) {
            return new Kept(outcome.commands());
        } else if (outcome.isHarmless()) {
            return new ExcessAuths(outcome.auths());
        }
        return new Broken(
                outcome.failed(),
                outcome.wrong(),
                outcome.lost(),
                outcome.doubled(),
                outcome.closed(),
                outcome.auths());
    }

    /** What does not differ from run to run, if nothing changes: the count of what is kept is left out. */
    default Verdict uncounted() {
        return this;
    }

    /** Empty where there is nothing to tell. */
    private static String figure(long number, String of) {
        return number == 0 ? "" : String.format(Locale.ROOT, "%,d %s", number, of);
    }

    private static String tooMany(long auths) {
        return auths == 1 ? "AUTH too many" : "AUTHs too many";
    }

    private static void requireCounts(long... figures) {
        if (LongStream.of(figures).anyMatch(figure -> figure < 0)) {
            throw new IllegalArgumentException("a figure is below 0: " + Arrays.toString(figures));
        }
    }

    private static void requireAny(long... figures) {
        if (LongStream.of(figures).allMatch(figure -> figure == 0)) {
            throw new IllegalArgumentException("it says that something went wrong, and all its figures are 0");
        }
    }
}
