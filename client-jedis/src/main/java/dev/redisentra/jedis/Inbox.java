package dev.redisentra.jedis;

/** Bytes that are an owner's to read and wait for it. Gives their memory back when they have been read. */
final class Inbox {
    private static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int from;
    private int to;

    boolean isEmpty() {
        return from == to;
    }

    int length() {
        return to - from;
    }

    void append(byte[] added, int begin, int end) {
        int length = end - begin;
        if (to + length > bytes.length) {
            byte[] grown = new byte[Math.max(256, 2 * (length() + length))];
            System.arraycopy(bytes, from, grown, 0, length());
            to = length();
            from = 0;
            bytes = grown;
        }
        System.arraycopy(added, begin, bytes, to, length);
        to += length;
    }

    /** Moves up to so many of them there, and tells how many. */
    int take(byte[] target, int at, int most) {
        int taken = Math.min(most, length());
        System.arraycopy(bytes, from, target, at, taken);
        from += taken;
        if (isEmpty()) {
            clear();
        }
        return taken;
    }

    void clear() {
        bytes = NONE;
        from = 0;
        to = 0;
    }
}
