package dev.redisentra.core.spi.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Commands as bytes, and back. For the few that the library writes or changes. Stateless. */
public final class Resp {
    private static final byte[] CRLF = {'\r', '\n'};

    private Resp() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A char for each byte, whatever they mean. */
    static String raw(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static byte[] raw(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One command, as the server reads it. */
    public static byte[] command(String... words) {
        List<byte[]> all = new ArrayList<>();
        for (String word : words) {
            all.add(bytes(word));
        }
        return command(all);
    }

    static byte[] command(Collection<byte[]> words) {
        Bytes encoded = new Bytes();
        line(encoded, '*', words.size());
        for (byte[] word : words) {
            line(encoded, '$', word.length);
            encoded.append(word, 0, word.length);
            encoded.append(CRLF, 0, 2);
        }
        return encoded.take();
    }

    private static void line(Bytes encoded, char type, int number) {
        byte[] line = bytes(type + Integer.toString(number) + "\r\n");
        encoded.append(line, 0, line.length);
    }

    /** The words of one whole and well-formed command. */
    static List<byte[]> words(byte[] bytes, int from, int to) {
        List<byte[]> words = new ArrayList<>();
        int at = endOfLine(bytes, from, to);
        while (at < to) {
            int payload = endOfLine(bytes, at, to);
            int length = (int) number(bytes, at + 1);
            words.add(Arrays.copyOfRange(bytes, payload, payload + length));
            at = payload + length + 2;
        }
        return words;
    }

    /** Behind the next line end; {@code to} where there is none. */
    static int endOfLine(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (bytes[at++] == '\n') {
                return at;
            }
        }
        return to;
    }

    /** The digits that stand here. */
    static long number(byte[] bytes, int from) {
        long number = 0;
        for (int at = from; at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            number = 10 * number + (bytes[at] - '0');
        }
        return number;
    }

    static boolean isWord(byte[] word, String expected) {
        return word.length == expected.length()
                && new String(word, StandardCharsets.ISO_8859_1).equalsIgnoreCase(expected);
    }
}
