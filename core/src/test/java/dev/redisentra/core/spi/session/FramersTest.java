package dev.redisentra.core.spi.session;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Where commands and replies end, in whatever pieces they come, and at what cost. */
class FramersTest {
    private static final List<CommandKind> KINDS = List.of(CommandKind.values());
    private static final int SEEDS = 3_000;

    /** A framer, of either kind. */
    private interface Framer {
        int read(byte[] bytes, int from, int to);

        boolean isComplete();

        boolean isMalformed();

        long skippable();

        void skip(long bytes);
    }

    private static Framer ofCommands(CommandFramer framer) {
        return new Framer() {
            @Override
            public int read(byte[] bytes, int from, int to) {
                return framer.read(bytes, from, to);
            }

            @Override
            public boolean isComplete() {
                return framer.isComplete();
            }

            @Override
            public boolean isMalformed() {
                return framer.isMalformed();
            }

            @Override
            public long skippable() {
                return framer.skippable();
            }

            @Override
            public void skip(long bytes) {
                framer.skip(bytes);
            }
        };
    }

    private static Framer ofReplies() {
        ReplyFramer framer = new ReplyFramer();
        return new Framer() {
            @Override
            public int read(byte[] bytes, int from, int to) {
                return framer.read(bytes, from, to);
            }

            @Override
            public boolean isComplete() {
                return framer.isComplete();
            }

            @Override
            public boolean isMalformed() {
                return framer.isMalformed();
            }

            @Override
            public long skippable() {
                return framer.skippable();
            }

            @Override
            public void skip(long bytes) {
                framer.skip(bytes);
            }
        };
    }

    @Test
    void commandsEndWhereTheyEndHoweverTheyAreCut() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Bytes all = new Bytes();
            List<Integer> ends = new ArrayList<>();
            List<CommandKind> kinds = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                CommandKind kind = KINDS.get(random.nextInt(KINDS.size()));
                List<byte[]> words = new ArrayList<>();
                words.add(name(kind, random).getBytes(StandardCharsets.ISO_8859_1));
                for (int k = random.nextInt(5); k > 0; k--) {
                    words.add(blob(random));
                }
                byte[] command = Resp.command(words);
                all.append(command, 0, command.length);
                ends.add(all.length());
                kinds.add(kind);
            }
            CommandFramer framer = new CommandFramer();
            List<CommandKind> seen = new ArrayList<>();
            List<Integer> found = ends(ofCommands(framer), all.take(), random, () -> seen.add(framer.kind()));
            assertThat(found).as("seed %d", seed).isEqualTo(ends);
            assertThat(seen).as("seed %d", seed).isEqualTo(kinds);
        }
    }

    private static String name(CommandKind kind, Random random) {
        String name = kind == CommandKind.ORDINARY
                ? List.of("GET", "", "XREADX", "BLPOPP", "MULT1", "A-NAME-OF-MORE-THAN-16")
                        .get(random.nextInt(6))
                : kind.name();
        StringBuilder cased = new StringBuilder();
        name.chars().forEach(c -> cased.append(random.nextBoolean() ? (char) c : Character.toLowerCase((char) c)));
        return cased.toString();
    }

    @Test
    void repliesEndWhereTheyEndHoweverTheyAreCut() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Bytes all = new Bytes();
            List<Integer> ends = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                value(random, all, 4);
                ends.add(all.length());
            }
            assertThat(ends(ofReplies(), all.take(), random, () -> {}))
                    .as("seed %d", seed)
                    .isEqualTo(ends);
        }
    }

    @Test
    void aReplyMayBeNestedAsDeepAsItLikes() {
        byte[] deep = ("*1\r\n".repeat(100_000) + ":1\r\n").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(ends(ofReplies(), deep, new Random(1), () -> {})).containsExactly(deep.length);
    }

    /** Any RESP value, of either version. */
    private static void value(Random random, Bytes to, int depth) {
        switch (random.nextInt(depth == 0 ? 10 : 16)) {
            case 0 -> text(to, "+OK\r\n");
            case 1 -> text(to, "-ERR no\r\n");
            case 2 -> text(to, ":" + random.nextInt() + "\r\n");
            case 3 -> text(to, List.of("$-1\r\n", "*-1\r\n", "_\r\n").get(random.nextInt(3)));
            case 4 ->
                text(
                        to,
                        List.of(",1.5\r\n", ",inf\r\n", "#t\r\n", "(12345678901234567890\r\n")
                                .get(random.nextInt(4)));
            case 5, 6, 7, 8, 9 -> {
                byte[] blob = blob(random);
                text(to, List.of("$", "$", "$", "=", "!").get(random.nextInt(5)) + blob.length + "\r\n");
                to.append(blob, 0, blob.length);
                text(to, "\r\n");
            }
            case 10, 11 -> values(random, to, depth, "*", 1);
            case 12 -> values(random, to, depth, "~", 1);
            case 13 -> values(random, to, depth, ">", 1);
            case 14 -> values(random, to, depth, "%", 2);
            default -> {
                values(random, to, depth, "|", 2);
                value(random, to, depth - 1);
            }
        }
    }

    private static void values(Random random, Bytes to, int depth, String type, int each) {
        int count = random.nextInt(4);
        text(to, type + count + "\r\n");
        for (int i = 0; i < each * count; i++) {
            value(random, to, depth - 1);
        }
    }

    private static void text(Bytes to, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        to.append(bytes, 0, bytes.length);
    }

    /** Likely to look like what ends a value. */
    private static byte[] blob(Random random) {
        byte[] blob = new byte[random.nextInt(random.nextInt(5) == 0 ? 400 : 9)];
        for (int i = 0; i < blob.length; i++) {
            blob[i] = (byte) "\r\n*$1:+abc\u00ff\u0000".charAt(random.nextInt(12));
        }
        return blob;
    }

    private static List<Integer> ends(Framer framer, byte[] bytes, Random random, Runnable complete) {
        List<Integer> ends = new ArrayList<>();
        int longest = 1 + random.nextInt(random.nextBoolean() ? 3 : Math.max(3, bytes.length));
        int at = 0;
        while (at < bytes.length) {
            long skippable = framer.skippable();
            if (skippable > 0 && random.nextInt(3) == 0) {
                int skipped = 1 + (int) Math.min(skippable - 1, random.nextInt(50));
                framer.skip(skipped);
                at += skipped;
                continue;
            }
            int to = Math.min(bytes.length, at + 1 + random.nextInt(longest));
            while (at < to) {
                // What the framer is handed is not all that there is in the array.
                byte[] part = Arrays.copyOfRange(bytes, at, to + 2);
                at += framer.read(part, 0, to - at);
                assertThat(framer.isMalformed()).isFalse();
                if (framer.isComplete()) {
                    ends.add(at);
                    complete.run();
                }
            }
        }
        return ends;
    }

    @Test
    void whatIsMalformedEndsSomewhereAndThrowsNothing() {
        int malformed = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Bytes valid = new Bytes();
            for (int i = 0; i < 5; i++) {
                if (seed % 2 == 0) {
                    value(random, valid, 3);
                } else {
                    byte[] command = Resp.command(List.of(Resp.bytes("GET"), blob(random), blob(random)));
                    valid.append(command, 0, command.length);
                }
            }
            byte[] bytes = valid.take();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) "\r\n*$0123456789-:+?".charAt(random.nextInt(18));
            }
            Framer framer = seed % 2 == 0 ? ofReplies() : ofCommands(new CommandFramer());
            int at = 0;
            while (at < bytes.length && !framer.isMalformed()) {
                int next = framer.read(bytes, at, bytes.length);
                assertThat(next).as("seed %d", seed).isGreaterThan(at);
                at = next;
            }
            malformed += framer.isMalformed() ? 1 : 0;
            assertThat(framer.skippable()).isGreaterThanOrEqualTo(0);
        }
        assertThat(malformed).isGreaterThan(SEEDS / 4);
    }

    @Test
    void numbersThatNoServerTakesAreMalformed() {
        for (String number : List.of("99999999999999999999999", "-", "1x", "?", "4294967296000000")) {
            Framer replies = ofReplies();
            byte[] reply = ("*" + number + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            replies.read(reply, 0, reply.length);
            assertThat(replies.isMalformed()).as(number).isTrue();
        }
        for (String command :
                List.of("*0\r\n", "*-1\r\n", "*1\r\n:1\r\n", "*1\r\n$-1\r\n", "*\r\n", "GET\r\n", "*2147483649\r\n")) {
            Framer commands = ofCommands(new CommandFramer());
            byte[] bytes = command.getBytes(StandardCharsets.ISO_8859_1);
            for (int at = 0; at < bytes.length && !commands.isMalformed(); ) {
                at = commands.read(bytes, at, bytes.length);
            }
            assertThat(commands.isMalformed()).as(command).isTrue();
        }
    }

    @Test
    void aSessionAllocatesNothingForACommandAndItsReply() {
        byte[] command = Resp.command("GET", "key");
        byte[] reply = "$5\r\nvalue\r\n".getBytes(StandardCharsets.ISO_8859_1);
        Line line = new Line().loggedIn();
        Session session = line.session();
        Runnable traffic = () -> IntStream.range(0, 10_000).forEach(i -> {
            session.sent(command, 0, command.length);
            session.received(reply, 0, reply.length);
        });
        line.ignore();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        traffic.run();
        traffic.run();
        long before = threads.getCurrentThreadAllocatedBytes();
        traffic.run();
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }
}
