package dev.redisentra.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Puts other words into what a server answers, wherever its own stand: a private address, which is as long as the one that
 * its nodes have, so that each reply keeps its form, and another refusal, which is a line without a length. All else passes
 * as it is. For one connection's thread.
 */
final class ReplyWords {
    static final String PRIVATE_ADDRESS = "10.0.0.85";

    private static final Words PRIVATE = new Words("127.0.0.1", PRIVATE_ADDRESS);

    private static final class Words {
        final byte[] own;
        final byte[] other;

        Words(String own, String other) {
            this.own = own.getBytes(US_ASCII);
            this.other = other.getBytes(US_ASCII);
        }

        /** How many bytes from here on are those that are replaced. */
        int begun(byte[] bytes, int at) {
            int same = 0;
            while (same < own.length && at + same < bytes.length && bytes[at + same] == own[same]) {
                same++;
            }
            return same;
        }
    }

    private final boolean privateAddress;
    private final Supplier<RefusalText> refusal;
    private byte[] held = {};

    ReplyWords(boolean privateAddress, Supplier<RefusalText> refusal) {
        this.privateAddress = privateAddress;
        this.refusal = refusal;
    }

    /** No reply ends in the beginning of any such words: what is held back is followed by the rest of it. */
    void pass(byte[] bytes, int length, OutputStream out) throws IOException {
        List<Words> all = replaced();
        if (all.isEmpty() && held.length == 0) {
            out.write(bytes, 0, length);
            return;
        }
        byte[] joined = Arrays.copyOf(held, held.length + length);
        System.arraycopy(bytes, 0, joined, held.length, length);
        int passed = 0;
        int begun = joined.length;
        for (int at = 0; at < joined.length && at < begun; at++) {
            for (Words words : all) {
                int same = words.begun(joined, at);
                if (same == words.own.length) {
                    out.write(joined, passed, at - passed);
                    out.write(words.other);
                    passed = at + same;
                    at = passed - 1;
                    break;
                } else if (at + same == joined.length) {
                    begun = at;
                }
            }
        }
        out.write(joined, passed, begun - passed);
        held = Arrays.copyOfRange(joined, begun, joined.length);
    }

    private List<Words> replaced() {
        List<Words> all = new ArrayList<>();
        if (privateAddress) {
            all.add(PRIVATE);
        }
        RefusalText text = refusal.get();
        if (text != RefusalText.WRONGPASS) {
            all.add(new Words(RefusalText.WRONGPASS.reply(), text.reply()));
        }
        return all;
    }
}
