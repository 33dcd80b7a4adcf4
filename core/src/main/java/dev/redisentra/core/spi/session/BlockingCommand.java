package dev.redisentra.core.spi.session;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * One call of a command that blocks on the server, in slices. A connection that is blocked takes no AUTH, and a block may
 * outlive the token. So the server is asked to block for a slice only; where that ends with nothing (nil), what AUTH is due
 * goes out and the next slice after it, until the time that the caller gave is over. An element that arrives in between
 * waits in Redis: nothing is lost. And unlike {@code CLIENT UNBLOCK}, it takes neither a permission nor a second connection.
 */
final class BlockingCommand {
    /** A caller's number with more digits than this is the server's to refuse, or stands for ever: it is not cut. */
    private static final int MOST_DIGITS = 18;

    private static final Pattern SECONDS = Pattern.compile("\\d+(\\.\\d*)?|\\.\\d+");
    private static final Pattern MILLISECONDS = Pattern.compile("\\d+");

    /** 31 years. */
    private static final BigDecimal LONGEST_MILLIS = BigDecimal.TEN.pow(12);

    private final List<byte[]> words;
    private final int position;
    private final boolean inSeconds;
    private final List<Tail> tails;
    /** What is left of the time that the caller gave; null without end. */
    private @Nullable Duration left;

    private BlockingCommand(
            List<byte[]> words, int position, boolean inSeconds, List<Tail> tails, @Nullable Duration left) {
        this.words = words;
        this.position = position;
        this.inSeconds = inSeconds;
        this.tails = tails;
        this.left = left;
    }

    /** Where a stream that is read from its end ({@code $}) stands among the words: its key, and its id. */
    private record Tail(int key, int id) {}

    /** Null for one that does not block, or whose words cannot be read. */
    static @Nullable BlockingCommand of(CommandKind kind, List<byte[]> words) {
        return switch (kind) {
            case BLPOP, BRPOP, BLMOVE, BRPOPLPUSH, BZPOPMIN, BZPOPMAX -> read(words, words.size() - 1, true, List.of());
            case BLMPOP, BZMPOP -> read(words, 1, true, List.of());
            case BLMOVEM -> read(words, 5, true, List.of());
            case XREAD, XREADGROUP -> stream(words, kind == CommandKind.XREADGROUP);
            default -> null;
        };
    }

    /** Whether it may wait on the server at all, however its words are read. */
    static boolean mayBlock(CommandKind kind, List<byte[]> words) {
        return (kind != CommandKind.XREAD && kind != CommandKind.XREADGROUP)
                || words.stream().anyMatch(word -> Resp.isWord(word, "BLOCK"));
    }

    /** As the server reads it: options in any order, and what follows STREAMS is keys and then ids. */
    private static @Nullable BlockingCommand stream(List<byte[]> words, boolean ofGroup) {
        int block = -1;
        int at = 1;
        while (at < words.size()) {
            byte[] option = words.get(at);
            if (Resp.isWord(option, "STREAMS")) {
                return block < 0 ? null : read(words, block, false, tails(words, at + 1));
            } else if (Resp.isWord(option, "BLOCK")) {
                block = at + 1;
                at += 2;
            } else if (Resp.isWord(option, "COUNT")) {
                at += 2;
            } else if (ofGroup && Resp.isWord(option, "GROUP")) {
                at += 3;
            } else if (ofGroup && Resp.isWord(option, "NOACK")) {
                at += 1;
            } else {
                return null;
            }
        }
        return null;
    }

    private static List<Tail> tails(List<byte[]> words, int first) {
        int keys = (words.size() - first) / 2;
        List<Tail> tails = new ArrayList<>();
        for (int key = first; key < first + keys; key++) {
            if (Resp.isWord(words.get(key + keys), "$")) {
                tails.add(new Tail(key, key + keys));
            }
        }
        return tails;
    }

    private static @Nullable BlockingCommand read(
            List<byte[]> words, int position, boolean inSeconds, List<Tail> tails) {
        if (position < 1 || position >= words.size()) {
            return null;
        }
        Duration timeout = timeout(words.get(position), inSeconds);
        return timeout == null
                ? null
                : new BlockingCommand(
                        new ArrayList<>(words), position, inSeconds, tails, timeout.isZero() ? null : timeout);
    }

    private static @Nullable Duration timeout(byte[] word, boolean inSeconds) {
        String text = new String(word, StandardCharsets.ISO_8859_1);
        if (text.length() > MOST_DIGITS
                || !(inSeconds ? SECONDS : MILLISECONDS).matcher(text).matches()) {
            return null;
        }
        // Rounded up: what is not 0 must not become 0, which blocks without end.
        BigDecimal millis =
                new BigDecimal(text).movePointRight(inSeconds ? 3 : 0).setScale(0, RoundingMode.CEILING);
        return millis.compareTo(LONGEST_MILLIS) > 0 ? null : Duration.ofMillis(millis.longValue());
    }

    /** Whether a slice of that length is shorter than the call: otherwise it goes out as it is. */
    boolean outlasts(Duration slice) {
        return left == null || left.compareTo(slice) > 0;
    }

    /** The time that is left; null without end. */
    @Nullable
    Duration left() {
        return left;
    }

    /**
     * What finds out where the streams end that are read from their end. That end moves on between two slices, so it has to
     * be known before the first.
     */
    List<byte[]> lookups() {
        return tails.stream()
                .map(tail -> Resp.command(List.of(
                        Resp.bytes("XREVRANGE"),
                        words.get(tail.key()),
                        Resp.bytes("+"),
                        Resp.bytes("-"),
                        Resp.bytes("COUNT"),
                        Resp.bytes("1"))))
                .toList();
    }

    /** The answer to the lookup of this number: the id of the last entry, null where the stream is empty. */
    void readsFrom(int lookup, @Nullable String id) {
        words.set(tails.get(lookup).id(), Resp.bytes(id == null ? "0-0" : id));
    }

    /** The command that blocks for that long at most, which is then taken off what is left. */
    byte[] slice(Duration longest) {
        Duration rest = left;
        Duration next = rest == null || longest.compareTo(rest) < 0 ? longest : rest;
        // What the server is asked for is what is taken off: else the call would end before its time.
        long millis = Math.max(1, next.toMillis());
        if (rest != null) {
            left = rest.minusMillis(millis);
        }
        List<byte[]> slice = new ArrayList<>(words);
        slice.set(
                position,
                Resp.bytes(inSeconds ? BigDecimal.valueOf(millis, 3).toPlainString() : Long.toString(millis)));
        return Resp.command(slice);
    }

    /** Whether the server has been asked to wait for as long as the caller wanted: then its nil is the answer. */
    boolean isOver() {
        return left != null && left.isZero();
    }
}
