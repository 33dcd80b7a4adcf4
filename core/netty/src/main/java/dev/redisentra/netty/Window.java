package dev.redisentra.netty;

import io.netty.buffer.ByteBuf;

/** A part of a buffer, copied for the session to look at. As large as what the connection has had to carry. */
final class Window {
    private static final int SMALLEST = 512;

    /** What a TLS record holds. What is longer is mostly one value, and passes without being looked at. */
    private static final int LARGEST = 16_384;

    private byte[] bytes = new byte[SMALLEST];

    /**
     * Copies what there is from this index on.
     *
     * @return how much that was
     */
    int fill(ByteBuf buffer, int index, int available) {
        int length = Math.min(available, LARGEST);
        if (length > bytes.length) {
            bytes = new byte[Math.min(LARGEST, Integer.highestOneBit(length - 1) << 1)];
        }
        buffer.getBytes(index, bytes, 0, length);
        return length;
    }

    byte[] bytes() {
        return bytes;
    }
}
