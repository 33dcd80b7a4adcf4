package dev.redisentra.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

class ReplyWordsTest {
    private static final String WRONGPASS = "-WRONGPASS invalid username-password pair or user is disabled.";
    private static final String REPLIES = "-MOVED 1 127.0.0.1:7001\r\n$9\r\n127.0.0.1\r\n:127\r\n" + WRONGPASS
            + "\r\n+127.0.0.2\r\n-WRONGTYPE Operation\r\n+127.0.0127.0.0.1\r\n" + WRONGPASS + "\r\n+127\r\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 9, 10, 1_000})
    void standWhereverTheServersOwnStoodHoweverTheyCome(int piece) throws IOException {
        assertThat(passed(new ReplyWords(true, () -> RefusalText.ERR_INVALID_PAIR), piece))
                .isEqualTo(REPLIES.replace("127.0.0.1", "10.0.0.85")
                        .replace(WRONGPASS, "-ERR invalid username-password pair"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000})
    void areTheServersOwnUnlessToldOtherwise(int piece) throws IOException {
        assertThat(passed(new ReplyWords(false, () -> RefusalText.WRONGPASS), piece))
                .isEqualTo(REPLIES);
    }

    private static String passed(ReplyWords words, int piece) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] all = REPLIES.getBytes(ISO_8859_1);
        for (int from = 0; from < all.length; from += piece) {
            int length = Math.min(piece, all.length - from);
            byte[] bytes = new byte[piece];
            System.arraycopy(all, from, bytes, 0, length);
            words.pass(bytes, length, out);
        }
        return out.toString(ISO_8859_1);
    }
}
