package dev.redisentra.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Replaces the address of the nodes in replies with a private address. Both have the same length, so that each reply stays
 * well-formed. Not thread-safe: it is used on the thread of one connection.
 */
final class PrivateAddress {
    static final String VALUE = "10.0.0.85";

    private static final byte[] ANNOUNCED = "127.0.0.1".getBytes(US_ASCII);
    private static final byte[] SHOWN = VALUE.getBytes(US_ASCII);

    private byte[] held = {};

    /** Keeps back the beginning of an address at the end of the bytes. No reply ends there, so more bytes follow. */
    void pass(byte[] bytes, int length, OutputStream out) throws IOException {
        byte[] all = Arrays.copyOf(held, held.length + length);
        System.arraycopy(bytes, 0, all, held.length, length);
        int begun = all.length;
        for (int at = 0; at < all.length; at++) {
            int same = same(all, at);
            if (same == ANNOUNCED.length) {
                System.arraycopy(SHOWN, 0, all, at, SHOWN.length);
                at += SHOWN.length - 1;
            } else if (at + same == all.length) {
                begun = at;
                break;
            }
        }
        out.write(all, 0, begun);
        held = Arrays.copyOfRange(all, begun, all.length);
    }

    private static int same(byte[] bytes, int at) {
        int same = 0;
        while (same < ANNOUNCED.length && at + same < bytes.length && bytes[at + same] == ANNOUNCED[same]) {
            same++;
        }
        return same;
    }
}
