package dev.redisentra.testkit;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Changes commands, so that the server answers as a service would that differs from Redis: in HELLO, and in the commands
 * that it does not know. Thread-safe.
 *
 * <p>The answer is the real server's. To make a command unknown, its name gets a NUL at the end. The server knows no such
 * command, and prints the name without the NUL.
 */
final class Manners {
    private static final char UNKNOWN = '\0';

    /**
     * Behind a name, and shown with it. The server compares names up to that end in C, once they fall into the same part of its
     * table: of the few second words of a command it then knew one now and then, by the seed of its start.
     */
    private static final char NO_NAME = ' ';

    private static final String CLIENT = "CLIENT";

    private volatile Hello hello = Hello.TAKEN;
    private volatile Duration helloDelay = Duration.ZERO;
    private volatile Set<String> unknown = Set.of();
    private volatile boolean notifies;

    Hello hello() {
        return hello;
    }

    void hello(Hello value) {
        hello = value;
    }

    void helloDelay(Duration value) {
        helloDelay = value;
    }

    /** @param commands a name, or two words with a space between them */
    void unknown(String... commands) {
        unknown = Arrays.stream(commands)
                .map(command -> command.toUpperCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    void notifies(boolean value) {
        notifies = value;
    }

    boolean notifies() {
        return notifies;
    }

    /** Whether this asks for something of maintenance, and is taken. */
    boolean notifies(List<String> command) {
        return notifies
                && command.size() > 1
                && command.get(0).equalsIgnoreCase(CLIENT)
                && command.get(1).equalsIgnoreCase("MAINT_NOTIFICATIONS");
    }

    /** Whether a command with a first word of this length may have to be changed. */
    boolean concerns(long length) {
        return (notifies && length == CLIENT.length())
                || unknown.stream().anyMatch(command -> firstWord(command).length() == length);
    }

    /** Whether a command with this first word may have to be changed. */
    boolean concerns(String word) {
        return (notifies && word.equalsIgnoreCase(CLIENT))
                || unknown.stream().anyMatch(command -> firstWord(command).equalsIgnoreCase(word));
    }

    private static String firstWord(String command) {
        return command.split(" ", 2)[0];
    }

    /** Changes a command if needed. Returns whether it did. */
    boolean change(List<String> command) {
        if (hides(command, 1) || hides(command, 2)) {
            return true;
        }
        if (notifies(command)) {
            // Answered with OK by a server that knows no such notifications, and changes nothing.
            command.subList(1, command.size()).clear();
            command.addAll(List.of("REPLY", "ON"));
            return true;
        }
        return command.get(0).equalsIgnoreCase("HELLO") && changeHello(command);
    }

    private boolean hides(List<String> command, int words) {
        if (command.size() < words
                || !unknown.contains(String.join(" ", command.subList(0, words)).toUpperCase(Locale.ROOT))) {
            return false;
        }
        command.set(words - 1, command.get(words - 1) + NO_NAME);
        return true;
    }

    private boolean changeHello(List<String> command) {
        // On the connection's thread, so that nothing behind it passes in the meantime.
        Deadline.pause(helloDelay);
        boolean three = command.size() > 1 && command.get(1).equals("3");
        return switch (hello) {
            case TAKEN, WITHOUT_LOGIN -> false;
            case UNKNOWN -> set(command, 0, command.get(0) + UNKNOWN);
            case NOT_IN_RESP3 -> three && set(command, 1, "4");
            case ANSWERED_IN_RESP2 -> three && set(command, 1, "2");
        };
    }

    private static boolean set(List<String> command, int word, String value) {
        command.set(word, value);
        return true;
    }
}
