package dev.redisentra.core.spi.session;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are kept for a while. Grows as needed, and is used again after {@link #clear}. */
final class Bytes {
    private static final byte[] NONE = {};

    /** As long as a command's beginning may be that is kept, so that one after another of about that length takes no other. */
    private static final int LONGEST_KEPT = 16_384;

    private byte[] array = NONE;
    private int length;

    void append(byte[] bytes, int from, int to) {
        int end = length + to - from;
        if (end > array.length) {
            int ample = Math.max(end, Math.max(64, 2 * array.length));
            array = Arrays.copyOf(array, end <= LONGEST_KEPT ? Math.min(ample, LONGEST_KEPT) : ample);
        }
        System.arraycopy(bytes, from, array, length, to - from);
        length = end;
    }

    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    byte at(int index) {
        return array[index];
    }

    /** Whether they begin with this. */
    boolean startsWith(byte[] prefix) {
        return length >= prefix.length && Arrays.equals(array, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** Forgets them; what was large is given back. */
    void clear() {
        length = 0;
        if (array.length > LONGEST_KEPT) {
            array = NONE;
        }
    }

    /** Gives them away, and is empty. */
    byte[] take() {
        byte[] taken = Arrays.copyOf(array, length);
        clear();
        return taken;
    }

    /** One char for each byte. */
    @Override
    public String toString() {
        return new String(array, 0, length, StandardCharsets.ISO_8859_1);
    }
}
