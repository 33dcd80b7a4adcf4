package dev.redisentra.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

class AuthRewriterTest {
    private static final String STREAM = frame("PING")
            + frame("AUTH", "user", "token")
            + frame("SET", "AUTH", "*3\r\n$4\r\nAUTH\r\n")
            + "\r\n"
            + "GET inline\r\n"
            + "auth token\n"
            + "*0\r\n"
            + "*-1\r\n"
            + frame("HELLO")
            + frame("HELLO", "3")
            + frame("HELLO", "3", "SETNAME", "me", "AUTH", "user", "token")
            + frame("HELLO", "9", "AUTH", "user", "token")
            + frame("ECHO", "")
            + frame("TYPES", "x")
            + frame("AUTH", "token")
            + frame("GET", "x".repeat(3_000));
    private static final String REWRITTEN = frame("PING")
            + frame("AUTH", "USER", "user/token")
            + frame("SET", "AUTH", "*3\r\n$4\r\nAUTH\r\n")
            + "\r\n"
            + "GET inline\r\n"
            + frame("auth", "USER", "default/token")
            + "*0\r\n"
            + "*-1\r\n"
            + frame("HELLO")
            + frame("HELLO", "3")
            + frame("HELLO", "3", "SETNAME", "me", "AUTH", "USER", "user/token")
            + frame("HELLO", "9", "AUTH", "user", "token")
            + frame("ECHO", "")
            + frame("TYPES", "x")
            + frame("AUTH", "USER", "default/token")
            + frame("GET", "x".repeat(3_000));

    private final AuthsSeen seen = new AuthsSeen();
    private final AuthRewriter rewriter = new AuthRewriter(
            (user, secret, again) -> new AuthRewriter.Login("USER", user + "/" + secret), new Manners(), seen);

    @Test
    void putsOtherCredentialsInAndLeavesTheRest() {
        assertThat(rewrite(STREAM, STREAM.length())).isEqualTo(REWRITTEN);
        assertThat(seen.countWithCredentials()).isEqualTo(4);
        assertThat(seen.countExecutedWithoutCredentials()).isEqualTo(3);
    }

    @RepeatedTest(200)
    void howTheStreamIsCutMakesNoDifference(RepetitionInfo repetition) {
        // The repetition is the seed, so that a failure comes back.
        assertThat(rewriteInPieces(STREAM, new Random(repetition.getCurrentRepetition())))
                .isEqualTo(REWRITTEN);
    }

    @Test
    void oneByteAtATimeMakesNoDifference() {
        assertThat(rewrite(STREAM, 1)).isEqualTo(REWRITTEN);
    }

    @Test
    void aLargeValueIsPassedAsItComes() {
        StringBuilder passed = new StringBuilder();
        feed("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$20000000\r\n", passed);
        feed("x".repeat(1_000), passed);
        assertThat(passed).hasSize(31 + 1_000);
    }

    @Test
    void whatIsMalformedPassesAsItIs() {
        String malformed = "*2\r\n#4\r\nAUTH\r\n" + frame("AUTH", "user", "token");
        assertThat(rewrite(malformed, malformed.length())).isEqualTo(malformed);
        String endless = "*" + "1".repeat(100);
        assertThat(new AuthRewriterTest().rewrite(endless, 10)).isEqualTo(endless);
    }

    private String rewrite(String stream, int piece) {
        StringBuilder passed = new StringBuilder();
        for (int at = 0; at < stream.length(); at += piece) {
            feed(stream.substring(at, Math.min(at + piece, stream.length())), passed);
        }
        return passed.toString();
    }

    private String rewriteInPieces(String stream, Random random) {
        StringBuilder passed = new StringBuilder();
        List<Integer> cuts = new ArrayList<>();
        for (int at = 0; at < stream.length(); ) {
            int next = Math.min(stream.length(), at + 1 + random.nextInt(random.nextBoolean() ? 8 : 500));
            cuts.add(next);
            feed(stream.substring(at, next), passed);
            at = next;
        }
        assertThat(cuts).isNotEmpty();
        return passed.toString();
    }

    private void feed(String piece, StringBuilder passed) {
        byte[] bytes = ("before" + piece).getBytes(ISO_8859_1);
        ByteBuffer in = ByteBuffer.wrap(bytes, "before".length(), piece.length());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            rewriter.rewrite(in, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        passed.append(out.toString(ISO_8859_1));
        assertThat(in.hasRemaining()).isFalse();
        // As the next read will do it: nothing of this may be needed any more.
        Arrays.fill(bytes, (byte) '?');
    }

    private static String frame(String... command) {
        return new String(Resp.encode(command), ISO_8859_1);
    }
}
