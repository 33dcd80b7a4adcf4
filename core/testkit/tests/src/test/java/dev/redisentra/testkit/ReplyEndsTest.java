package dev.redisentra.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

class ReplyEndsTest {
    private static final List<String> REPLIES = List.of(
            "+OK\r\n",
            "-ERR no\r\n",
            ":12\r\n",
            "$-1\r\n",
            "$0\r\n\r\n",
            "$7\r\n+OK\r\n*3\r\n",
            "=8\r\ntxt:some\r\n",
            "_\r\n",
            "#t\r\n",
            ",1.5\r\n",
            "(123456789012345678901234567890123456789\r\n",
            "*-1\r\n",
            "*0\r\n",
            "*2\r\n*1\r\n$1\r\na\r\n%1\r\n+k\r\n:1\r\n",
            "%0\r\n",
            "%2\r\n+a\r\n~2\r\n:1\r\n:2\r\n+b\r\n*0\r\n",
            ">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$2\r\nhi\r\n",
            "|1\r\n+ttl\r\n:3\r\n*1\r\n:1\r\n");

    @Test
    void eachReplyEndsWhereItDoesHoweverTheBytesCome() {
        byte[] all = String.join("", REPLIES).getBytes(ISO_8859_1);
        List<Integer> expected = new ArrayList<>();
        int end = 0;
        for (String reply : REPLIES) {
            end += reply.length();
            expected.add(end);
        }
        for (int seed = 0; seed < 200; seed++) {
            assertThat(ends(all, new Random(seed))).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static List<Integer> ends(byte[] all, Random random) {
        ReplyEnds replies = new ReplyEnds();
        List<Integer> ends = new ArrayList<>();
        for (int from = 0; from < all.length; ) {
            int to = Math.min(all.length, from + 1 + random.nextInt(12));
            for (int at = from; at < to; ) {
                at = replies.next(all, at, to);
                if (replies.isAtEnd()) {
                    ends.add(at);
                }
            }
            from = to;
        }
        return ends;
    }
}
