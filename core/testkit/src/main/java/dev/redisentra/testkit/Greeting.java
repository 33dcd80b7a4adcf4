package dev.redisentra.testkit;

import java.time.Duration;
import java.util.List;

/** What becomes of each HELLO on its way to the server. Thread-safe. */
final class Greeting {
    private volatile Hello hello = Hello.TAKEN;
    private volatile Duration delay = Duration.ZERO;

    Hello hello() {
        return hello;
    }

    void hello(Hello value) {
        hello = value;
    }

    void delay(Duration value) {
        delay = value;
    }

    /** On the thread of the connection, which then passes on nothing behind it. */
    void await() {
        Deadline.pause(delay);
    }

    /** Changes the command, whose first word is HELLO; says whether it did. */
    boolean change(List<String> command) {
        boolean three = command.size() > 1 && command.get(1).equals("3");
        return switch (hello) {
            case TAKEN, WITHOUT_LOGIN -> false;
            case UNKNOWN -> {
                // The server prints a name up to its end in C, and knows none with that in it.
                command.set(0, command.get(0) + '\0');
                yield true;
            }
            case NOT_IN_RESP3 -> three && set(command, "4");
            case ANSWERED_IN_RESP2 -> three && set(command, "2");
        };
    }

    private static boolean set(List<String> command, String version) {
        command.set(1, version);
        return true;
    }
}
