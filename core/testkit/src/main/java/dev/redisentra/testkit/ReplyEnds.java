package dev.redisentra.testkit;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Finds where one reply of a server ends and the next begins, in bytes that come in any pieces: between two there is room for
 * something of the front's own. For one connection, one call at a time.
 */
final class ReplyEnds {
    /** Longer than the line of any number. */
    private static final int LONGEST_NUMBER = 32;

    /** How many parts are to come of each aggregate that is begun, the innermost last. */
    private final Deque<long[]> open = new ArrayDeque<>();

    private char type;
    private final StringBuilder number = new StringBuilder();
    private boolean inLine;
    private long toSkip;

    /** Whether no reply is half here. */
    boolean isAtEnd() {
        return !inLine && toSkip == 0 && open.isEmpty();
    }

    /** Reads on until a reply ends, or there is no more; gives the place behind that. */
    int next(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (toSkip > 0) {
                long now = Math.min(toSkip, to - at);
                at += (int) now;
                toSkip -= now;
                if (toSkip == 0 && ends()) {
                    return at;
                }
            } else if (takes((char) (bytes[at++] & 0xFF)) && ends()) {
                return at;
            }
        }
        return at;
    }

    /** One character of a line; says whether a value without parts ends with it. */
    private boolean takes(char next) {
        if (!inLine) {
            inLine = true;
            type = next;
            number.setLength(0);
            return false;
        }
        if (next != '\n') {
            if (next != '\r' && number.length() < LONGEST_NUMBER) {
                number.append(next);
            }
            return false;
        }
        inLine = false;
        return switch (type) {
            case '$', '=', '!' -> skips(length());
            case '*', '~', '>' -> opens(length());
            case '%' -> opens(2 * length());
            case '|' -> opens(2 * length() + 1); // and what they are attributes of
            default -> true;
        };
    }

    private long length() {
        try {
            return Long.parseLong(number.toString());
        } catch (NumberFormatException e) {
            return 0; // of a streamed value, which Redis does not send
        }
    }

    private boolean skips(long length) {
        toSkip = length < 0 ? 0 : length + 2;
        return toSkip == 0;
    }

    private boolean opens(long parts) {
        if (parts > 0) {
            open.push(new long[] {parts});
        }
        return parts <= 0;
    }

    /** A value has ended; says whether the whole reply has with it. */
    private boolean ends() {
        while (!open.isEmpty()) {
            long[] innermost = open.element();
            if (--innermost[0] > 0) {
                return false;
            }
            open.pop();
        }
        return true;
    }
}
