package dev.redisentra.core.spi.session;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** What the beginning of a reply tells: a view of bytes that were held back for it. */
final class ReplyHead {
    private static final byte[] OK = Resp.bytes("+OK\r\n");
    private static final byte[] RESET = Resp.bytes("+RESET\r\n");
    private static final byte[][] NILS = {Resp.bytes("*-1\r\n"), Resp.bytes("$-1\r\n"), Resp.bytes("_\r\n")};

    private final Bytes bytes;

    ReplyHead(Bytes bytes) {
        this.bytes = bytes;
    }

    /** Its client gets another one in its place. */
    void becomes(byte[] other) {
        bytes.clear();
        bytes.append(other, 0, other.length);
    }

    /** All that is there of it. */
    byte[] copy() {
        return Arrays.copyOf(bytes.array(), bytes.length());
    }

    byte type() {
        return bytes.at(0);
    }

    boolean isError() {
        return type() == '-' || type() == '!';
    }

    boolean isOk() {
        return bytes.startsWith(OK);
    }

    boolean isReset() {
        return bytes.startsWith(RESET);
    }

    boolean isNil() {
        for (byte[] nil : NILS) {
            if (bytes.length() == nil.length && bytes.startsWith(nil)) {
                return true;
            }
        }
        return false;
    }

    /** The first element of a list or push, if it is a word: what kind of message it is. Null for anything else. */
    @Nullable
    String firstWord() {
        if (type() != '*' && type() != '>') {
            return null;
        }
        return word(Resp.endOfLine(bytes.array(), 0, bytes.length()));
    }

    /** Whether it confirms a subscription or its end. It is as long as the name in it, and tells at its end. */
    boolean isConfirmation() {
        String word = firstWord();
        return word != null && word.endsWith("subscribe");
    }

    /** Whether it is a list or push of three, whose last is a number. */
    boolean endsWithNumber() {
        int last = bytes.length() - 2;
        while (last > 0 && bytes.at(last - 1) != '\n') {
            last--;
        }
        return bytes.at(1) == '3' && bytes.at(2) == '\r' && bytes.at(last) == ':';
    }

    /** The second element. */
    @Nullable
    String secondWord() {
        int at = Resp.endOfLine(bytes.array(), 0, bytes.length());
        String first = word(at);
        if (first == null) {
            return null;
        }
        at = Resp.endOfLine(bytes.array(), at, bytes.length()) + first.length() + 2;
        return word(at);
    }

    private @Nullable String word(int at) {
        if (at >= bytes.length() || bytes.at(at) != '$') {
            return null;
        }
        int begin = Resp.endOfLine(bytes.array(), at, bytes.length());
        long length = Resp.number(bytes.array(), at + 1);
        return bytes.at(at + 1) == '-' || begin + length > bytes.length()
                ? null
                : new String(bytes.array(), begin, (int) length, StandardCharsets.ISO_8859_1);
    }

    /** The id of the one entry of {@code XREVRANGE key + - COUNT 1}; null where there is none. */
    @Nullable
    String entryId() {
        // *1 *2 $n id, each a line
        int entry = Resp.endOfLine(bytes.array(), 0, bytes.length());
        return word(Resp.endOfLine(bytes.array(), entry, bytes.length()));
    }

    /** The text of an error, its first line, without a type. */
    String error() {
        String text = bytes.toString();
        int begin = type() == '!' ? text.indexOf('\n') + 1 : 1;
        int end = text.indexOf('\r', begin);
        return text.substring(begin, end < 0 ? text.length() : end);
    }

    /**
     * Whether an error says that user and password do not fit: {@code WRONGPASS}, with or without {@code ERR} before it, the
     * text of Redis 5, and {@code NOAUTH}, which HELLO answers.
     */
    static boolean refusesLogin(String error) {
        String text = error.toUpperCase(Locale.ROOT);
        while (text.startsWith("ERR ") || text.startsWith("-")) {
            text = text.substring(text.startsWith("-") ? 1 : 4);
        }
        return text.startsWith("WRONGPASS")
                || text.startsWith("NOAUTH")
                || text.startsWith("INVALID USERNAME-PASSWORD PAIR")
                || text.startsWith("INVALID PASSWORD");
    }
}
