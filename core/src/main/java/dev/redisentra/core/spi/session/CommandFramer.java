package dev.redisentra.core.spi.session;

/**
 * Finds where commands end in what a client sends, in whatever pieces it comes: {@code *2 $3 GET $3 key}, each line ended by
 * CRLF. Allocates nothing. What a client may send and no client does (inline commands) counts as malformed.
 */
final class CommandFramer {
    /** Beyond what Redis takes: 1,048,576 arguments, of 512 MB by default each and never of more than 2^40 bytes. */
    private static final long MOST_ARGUMENTS = 1L << 31;

    private static final long LONGEST_ARGUMENT = 1L << 40;
    private static final int LONGEST_NAME = 16;

    private enum Part {
        START,
        COUNT,
        MARK,
        LENGTH,
        ARGUMENT,
        MALFORMED
    }

    private Part part = Part.START;
    private long number;
    private int digits;
    /** Arguments that are still to come, the one that is being read included. */
    private long arguments;
    /** What is left of an argument, its CRLF included. */
    private long rest;

    private boolean isName;
    private final byte[] name = new byte[LONGEST_NAME];
    private int nameLength;
    private long nameEnd;
    private boolean complete;
    private CommandKind kind = CommandKind.ORDINARY;
    private boolean kindKnown;

    /**
     * Reads on.
     *
     * @return behind the end of a command, or {@code to}
     */
    int read(byte[] bytes, int from, int to) {
        complete = false;
        int at = part == Part.START ? readWhole(bytes, from, to) : from;
        if (complete) {
            return at;
        }
        while (at < to) {
            switch (part) {
                case START -> {
                    if (bytes[at++] != '*') {
                        part = Part.MALFORMED;
                        return at;
                    }
                    kindKnown = false;
                    begin(Part.COUNT);
                }
                case COUNT -> {
                    at = readNumber(bytes, at, to, MOST_ARGUMENTS);
                    if (number == 0 && part == Part.MARK) {
                        part = Part.MALFORMED; // the server would answer nothing to it
                    }
                    arguments = number;
                    isName = true;
                }
                case MARK -> {
                    if (bytes[at++] != '$') {
                        part = Part.MALFORMED;
                        return at;
                    }
                    begin(Part.LENGTH);
                }
                case LENGTH -> {
                    at = readNumber(bytes, at, to, LONGEST_ARGUMENT);
                    if (part == Part.ARGUMENT) {
                        rest = number + 2;
                        if (isName) {
                            nameEnd = number;
                            nameLength = 0;
                        }
                    }
                }
                case ARGUMENT -> {
                    int end = (int) Math.min(to, at + rest);
                    if (isName) {
                        readName(bytes, at, end);
                    }
                    rest -= end - at;
                    at = end;
                    if (rest == 0) {
                        isName = false;
                        if (--arguments == 0) {
                            part = Part.START;
                            complete = true;
                            return at;
                        }
                        part = Part.MARK;
                    }
                }
                case MALFORMED -> {
                    return at;
                }
            }
        }
        return at;
    }

    /**
     * A short command that is there as a whole, as nearly all are: without a field being written for each byte.
     *
     * @return behind it; {@code from} where it is not there as a whole, or not of the usual form
     */
    private int readWhole(byte[] bytes, int from, int to) {
        if (to - from < 4 || bytes[from] != '*' || bytes[from + 2] != '\r') {
            return from;
        }
        int left = bytes[from + 1] - '0';
        if (left < 1 || left > 9) {
            return from;
        }
        int nameAt = 0;
        int nameEnds = 0;
        int at = from + 4;
        while (left > 0) {
            if (at >= to || bytes[at] != '$') {
                return from;
            }
            int length = 0;
            int digitsFrom = ++at;
            while (at < to && bytes[at] >= '0' && bytes[at] <= '9' && at - digitsFrom < 8) {
                length = 10 * length + bytes[at++] - '0';
            }
            int ends = at + 2 + length;
            if (at == digitsFrom || ends > to - 2 || bytes[at] != '\r' || bytes[at + 1] != '\n') {
                return from;
            }
            if (nameEnds == 0) {
                nameAt = at + 2;
                nameEnds = ends;
            }
            at = ends + 2;
            left--;
        }
        if (bytes[from + 3] != '\n') {
            return from;
        }
        kind = CommandKind.of(bytes, nameAt, nameEnds - nameAt);
        kindKnown = true;
        complete = true;
        return at;
    }

    private void begin(Part next) {
        part = next;
        number = 0;
        digits = 0;
    }

    private int readNumber(byte[] bytes, int from, int to, long most) {
        int at = from;
        while (at < to) {
            byte b = bytes[at++];
            if (b >= '0' && b <= '9') {
                number = 10 * number + (b - '0');
                digits++;
                if (number > most) {
                    part = Part.MALFORMED;
                    return at;
                }
            } else if (b == '\n' && digits > 0) {
                part = part == Part.COUNT ? Part.MARK : Part.ARGUMENT;
                return at;
            } else if (b != '\r') {
                part = Part.MALFORMED;
                return at;
            }
        }
        return at;
    }

    private void readName(byte[] bytes, int at, int end) {
        if (nameEnd > LONGEST_NAME) {
            kind = CommandKind.ORDINARY;
            kindKnown = true;
            return;
        }
        int length = (int) Math.min(end - at, nameEnd - nameLength);
        if (nameLength == 0 && length == nameEnd) {
            kind = CommandKind.of(bytes, at, length);
            kindKnown = true;
        } else if (!kindKnown) {
            System.arraycopy(bytes, at, name, nameLength, length);
            nameLength += length;
            if (nameLength == nameEnd) {
                kind = CommandKind.of(name, 0, nameLength);
                kindKnown = true;
            }
        }
    }

    /** Whether a command has just ended. */
    boolean isComplete() {
        return complete;
    }

    boolean isMalformed() {
        return part == Part.MALFORMED;
    }

    /** Whether enough was read to tell what command it is. */
    boolean isKindKnown() {
        return kindKnown;
    }

    /** What the command is that is being read, or that has just ended. */
    CommandKind kind() {
        return kind;
    }

    /** How much comes next that belongs to one argument and tells nothing; all but its last byte can be skipped. */
    long skippable() {
        return part == Part.ARGUMENT && kindKnown ? rest - 1 : 0;
    }

    /** Skips bytes of an argument. */
    void skip(long bytes) {
        rest -= bytes;
    }
}
