package dev.redisentra.core.spi.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which commands block, for how long, and what a slice of one says. */
class BlockingCommandTest {
    private static final Duration SLICE = Duration.ofSeconds(6);

    private static List<byte[]> words(String command) {
        return new ArrayList<>(
                Arrays.stream(command.split(" ", -1)).map(Resp::bytes).toList());
    }

    private static CommandKind kind(String command) {
        return CommandKind.valueOf(command.split(" ", -1)[0].toUpperCase(Locale.ROOT));
    }

    private static @Nullable BlockingCommand read(String command) {
        return BlockingCommand.of(kind(command), words(command));
    }

    private static String slice(String command) {
        byte[] slice = Objects.requireNonNull(read(command), command).slice(SLICE);
        return String.join(
                " ",
                Resp.words(slice, 0, slice.length).stream()
                        .map(word -> new String(word, StandardCharsets.ISO_8859_1))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "BLPOP a b 0, BLPOP a b 6.000",
        "BLMPOP 0 1 a LEFT, BLMPOP 6.000 1 a LEFT",
        "BLMOVE a b LEFT RIGHT 60, BLMOVE a b LEFT RIGHT 6.000",
        "xread block 0 streams s 0, xread block 6000 streams s 0",
        "XREAD COUNT 7 BLOCK 0 STREAMS s 0, XREAD COUNT 7 BLOCK 6000 STREAMS s 0",
        "XREADGROUP GROUP g c BLOCK 0 STREAMS s >, XREADGROUP GROUP g c BLOCK 6000 STREAMS s >",
        "XREADGROUP COUNT 1 NOACK BLOCK 0 GROUP g c STREAMS s >, XREADGROUP COUNT 1 NOACK BLOCK 6000 GROUP g c STREAMS s >",
        "XREADGROUP BLOCK 0 NOACK GROUP BLOCK STREAMS STREAMS s >, XREADGROUP BLOCK 6000 NOACK GROUP BLOCK STREAMS STREAMS s >"
    })
    void aSliceIsTheCommandWithAnotherTimeout(String command, String slice) {
        assertThat(slice(command)).isEqualTo(slice);
    }

    /** The server's to refuse, or nothing that blocks. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "BLPOP queue soon",
                "BLPOP queue -1",
                "BLPOP queue 1e3",
                "BLMPOP",
                "XREAD STREAMS s 0",
                "XREAD COUNT 1 STREAMS s 0",
                "XREAD BLOCK 0",
                "XREAD BLOCK",
                "XREAD BLOCK 1.5 STREAMS s 0",
                "XREAD BLOCK 0 NOACK STREAMS s 0",
                "XREAD GROUP g c BLOCK 0 STREAMS s 0",
                "XREADGROUP GROUP g c BLOCK 0 CLAIM 5 STREAMS s >"
            })
    void whatCannotBeReadIsNotCut(String command) {
        assertThat(read(command)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "BLPOP q soon, true",
        "xread Block 0 STREAMS s 0, true",
        "XREADGROUP GROUP g c BLOCK x STREAMS s >, true",
        "XREAD STREAMS s 0, false",
        "XREADGROUP GROUP g c STREAMS s >, false"
    })
    void aStreamIsReadWithoutWaitingUnlessItSaysBlock(String command, boolean mayBlock) {
        assertThat(BlockingCommand.mayBlock(kind(command), words(command))).isEqualTo(mayBlock);
    }

    @ParameterizedTest
    @CsvSource({
        "BLPOP q 0.0001, 1",
        "BLPOP q .5, 500",
        "BLPOP q 2., 2000",
        "BLPOP q 0.0000000000000001, 1",
        "BLPOP q 1000000000, 1000000000000",
        "XREAD BLOCK 1000000000000 STREAMS s 0, 1000000000000"
    })
    void aTimeoutIsRoundedUpToMilliseconds(String command, long millis) {
        assertThat(Objects.requireNonNull(read(command)).left()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"BLPOP q 0.00000000000000001", "BLPOP q 1000000000.001", "XREAD BLOCK 1000000000001 STREAMS s 0"
            })
    void aTimeoutWithMoreDigitsOrOfMoreThan31YearsIsNotCut(String command) {
        assertThat(read(command)).isNull();
    }

    @Test
    void whatIsNoLongerThanASliceGoesOutAsItIs() {
        BlockingCommand sixSeconds = Objects.requireNonNull(read("BLPOP q 6"));
        assertThat(sixSeconds.outlasts(SLICE)).isFalse();
        assertThat(sixSeconds.outlasts(SLICE.minusMillis(1))).isTrue();
        BlockingCommand endless = Objects.requireNonNull(read("BLPOP q 0"));
        assertThat(endless.outlasts(SLICE)).isTrue();
        assertThat(endless.left()).isNull();
    }

    @Test
    void theLastSliceIsWhatIsLeft() {
        BlockingCommand call = Objects.requireNonNull(read("BLPOP q 7"));
        call.slice(SLICE);
        assertThat(call.left()).isEqualTo(Duration.ofSeconds(1));
        assertThat(call.isOver()).isFalse();
        assertThat(new String(call.slice(SLICE), StandardCharsets.ISO_8859_1))
                .isEqualTo(Line.command("BLPOP", "q", "1.000"));
        assertThat(call.isOver()).isTrue();
    }
}
