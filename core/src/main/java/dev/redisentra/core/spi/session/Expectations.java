package dev.redisentra.core.spi.session;

import org.jspecify.annotations.Nullable;

/**
 * The replies that are to come, in their order. Nearly all are plain: one reply for one command of the client's. Those are
 * counted; the others are kept in a ring, with the place that each has among all. Allocates only to grow.
 */
final class Expectations {
    private long answered;
    private long sent;

    private Expected[] ring = ring(4);
    private int first;
    private int size;

    private static Expected[] ring(int capacity) {
        Expected[] ring = new Expected[capacity];
        for (int i = 0; i < capacity; i++) {
            ring[i] = new Expected();
        }
        return ring;
    }

    /** A plain reply is to come. */
    void plain() {
        sent++;
    }

    /** A reply is to come that matters. Give it its particulars before the next call. */
    Expected add(Expected.Kind kind) {
        if (size == ring.length) {
            grow();
        }
        Expected added = ring[(first + size++) & (ring.length - 1)];
        added.reset(sent++, kind);
        return added;
    }

    private void grow() {
        Expected[] grown = ring(2 * ring.length);
        for (int i = 0; i < size; i++) {
            grown[i] = ring[(first + i) & (ring.length - 1)];
        }
        ring = grown;
        first = 0;
    }

    boolean isEmpty() {
        return answered == sent;
    }

    /** Whether the next reply is to come and a plain one. */
    boolean nextIsPlain() {
        return answered < sent && (size == 0 || ring[first].index > answered);
    }

    /** The next reply, where it matters; null where it is plain, or none is to come. */
    @Nullable
    Expected next() {
        return size > 0 && ring[first].index == answered ? ring[first] : null;
    }

    /** The next reply has come. */
    void answered() {
        if (size > 0 && ring[first].index == answered) {
            first = (first + 1) & (ring.length - 1);
            size--;
        }
        answered++;
    }

    /** Whether a reply to the session itself is to come. */
    boolean hasOwn() {
        for (int i = 0; i < size; i++) {
            if (ring[(first + i) & (ring.length - 1)].kind.isOwn()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a reply is to come that decides what the session may send. */
    boolean decides() {
        for (int i = 0; i < size; i++) {
            if (ring[(first + i) & (ring.length - 1)].kind.decides()) {
                return true;
            }
        }
        return false;
    }
}
