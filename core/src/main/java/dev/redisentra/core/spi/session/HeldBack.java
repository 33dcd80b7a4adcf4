package dev.redisentra.core.spi.session;

/**
 * What a client sent that may not go out yet. It is taken from the front, and the rest stays where it is: many commands that
 * wait one behind the other cost no more than their bytes.
 *
 * <p>It grows as far as Redis lets it grow. Without a session the server would hold these bytes while a command blocks, and
 * closes a connection on which there are more ({@code client-query-buffer-limit}); and for each command that waits, the
 * client has an object of its own that waits for the answer, and a limit to their number if it was given one. A smaller limit
 * here would end connections that work.
 */
final class HeldBack {
    /** Redis's own. */
    static final int LIMIT = 1 << 30;

    private static final byte[] NONE = {};
    private static final int SMALLEST = 64;
    /** More than that is given back when it is not needed. */
    private static final int KEPT = 16_384;

    private final int limit;
    private byte[] array = NONE;
    private int from;
    private int to;

    HeldBack(int limit) {
        this.limit = limit;
    }

    /** Appends these, and returns whether there was room for them. */
    boolean append(byte[] bytes, int begin, int end) {
        int more = end - begin;
        if (more > limit - length()) {
            return false;
        }
        if (more > array.length - to) {
            makeRoom(length() + more);
        }
        System.arraycopy(bytes, begin, array, to, more);
        to += more;
        return true;
    }

    /** Twice what is needed, or half of it is free: so no byte is moved often. */
    private void makeRoom(int needed) {
        int length = length();
        byte[] roomy = needed <= array.length / 2 ? array : new byte[Math.max(SMALLEST, doubled(needed))];
        System.arraycopy(array, from, roomy, 0, length);
        array = roomy;
        from = 0;
        to = length;
    }

    private int doubled(int needed) {
        return needed > limit / 2 ? limit : 2 * needed;
    }

    /** Where they are: from {@link #from} to {@link #to}. */
    byte[] array() {
        return array;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    private int length() {
        return to - from;
    }

    boolean isEmpty() {
        return from == to;
    }

    /** What stands before this place in the array has gone out. */
    void takenUntil(int at) {
        from = at;
        if (from == to) {
            clear();
        }
    }

    void clear() {
        from = 0;
        to = 0;
        if (array.length > KEPT) {
            array = NONE;
        }
    }
}
