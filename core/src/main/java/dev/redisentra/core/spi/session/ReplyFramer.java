package dev.redisentra.core.spi.session;

/**
 * Finds where replies and pushes end in what a server sends, RESP2 and RESP3, in whatever pieces it comes. Values that are
 * nested are counted and not stacked: however deep, it takes no memory. Allocates nothing.
 */
final class ReplyFramer {
    private static final long MOST_VALUES = 1L << 40;
    private static final long LONGEST_VALUE = 1L << 40;

    private enum Part {
        TYPE,
        LINE,
        NUMBER,
        VALUE,
        MALFORMED
    }

    private Part part = Part.TYPE;
    private byte type;
    private long number;
    private boolean negative;
    private int digits;
    /** Values that are still to come, the one that is being read included; 0 between two replies. */
    private long values;
    /** What is left of a value, its CRLF included. */
    private long rest;

    private boolean complete;

    /**
     * Reads on.
     *
     * @return behind the end of a reply, or {@code to}
     */
    int read(byte[] bytes, int from, int to) {
        complete = false;
        int at = values == 0 && part == Part.TYPE ? readWhole(bytes, from, to) : from;
        if (complete) {
            return at;
        }
        while (at < to) {
            switch (part) {
                case TYPE -> {
                    type = bytes[at++];
                    if (values == 0) {
                        values = 1;
                    }
                    part = firstPart(type);
                    number = 0;
                    negative = false;
                    digits = 0;
                }
                case LINE -> {
                    while (at < to && bytes[at] != '\n') {
                        at++;
                    }
                    if (at < to) {
                        at++;
                        ended();
                    }
                }
                case NUMBER -> at = readNumber(bytes, at, to);
                case VALUE -> {
                    int end = (int) Math.min(to, at + rest);
                    rest -= end - at;
                    at = end;
                    if (rest == 0) {
                        ended();
                    }
                }
                case MALFORMED -> {
                    return at;
                }
            }
            if (complete) {
                return at;
            }
        }
        return at;
    }

    /**
     * A string or a line that is there as a whole, as most replies are: without a field being written for each byte.
     *
     * @return behind it; {@code from} where it is not there as a whole, or is something else
     */
    private int readWhole(byte[] bytes, int from, int to) {
        int at = from + 1;
        switch (bytes[from]) {
            case '$' -> {
                int length = 0;
                while (at < to && bytes[at] >= '0' && bytes[at] <= '9' && at - from < 9) {
                    length = 10 * length + bytes[at++] - '0';
                }
                int ends = at + 2 + length + 2;
                if (at == from + 1 || ends > to || bytes[at] != '\r' || bytes[at + 1] != '\n') {
                    return from;
                }
                complete = true;
                return ends;
            }
            case '+', ':', '-' -> {
                while (at < to) {
                    if (bytes[at++] == '\n') {
                        complete = true;
                        return at;
                    }
                }
                return from;
            }
            default -> {
                return from;
            }
        }
    }

    private static Part firstPart(byte type) {
        return switch (type) {
            case '+', '-', ':', '_', ',', '#', '(' -> Part.LINE;
            case '$', '=', '!', '*', '~', '>', '%', '|' -> Part.NUMBER;
            default -> Part.MALFORMED;
        };
    }

    private int readNumber(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            byte b = bytes[at++];
            if (b >= '0' && b <= '9') {
                number = 10 * number + (b - '0');
                digits++;
                if (number > LONGEST_VALUE) {
                    part = Part.MALFORMED;
                    return at;
                }
            } else if (b == '\n' && digits > 0) {
                counted();
                return at;
            } else if (b == '-' && digits == 0 && !negative) {
                negative = true;
            } else if (b != '\r') {
                part = Part.MALFORMED; // among them streamed values ($?, *?), which no server sends
                return at;
            }
        }
        return at;
    }

    private void counted() {
        if (negative) { // null, of which RESP2 has two
            ended();
            return;
        }
        switch (type) {
            case '$', '=', '!' -> {
                rest = number + 2;
                part = Part.VALUE;
            }
            case '%' -> nested(2 * number);
            case '|' -> nested(2 * number + 1); // attributes, and then what they belong to
            default -> nested(number);
        }
    }

    private void nested(long more) {
        values += more;
        if (values > MOST_VALUES) {
            part = Part.MALFORMED;
        } else {
            ended();
        }
    }

    private void ended() {
        part = Part.TYPE;
        complete = --values == 0;
    }

    /** Whether a reply has just ended. */
    boolean isComplete() {
        return complete;
    }

    /** Whether it stands between two replies. */
    boolean isAtStart() {
        return values == 0;
    }

    boolean isMalformed() {
        return part == Part.MALFORMED;
    }

    /** How much comes next that belongs to one value and tells nothing; all but its last byte can be skipped. */
    long skippable() {
        return part == Part.VALUE ? rest - 1 : 0;
    }

    /** Skips bytes of a value. */
    void skip(long bytes) {
        rest -= bytes;
    }
}
