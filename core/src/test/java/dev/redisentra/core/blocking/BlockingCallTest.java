package dev.redisentra.core.blocking;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BlockingCallTest {
    private static final Duration STRETCH = Duration.ofMillis(1500);

    @ParameterizedTest
    @CsvSource({
        "BLPOP one two 0, BLPOP one two 1.500",
        "brpop one 60, brpop one 1.500",
        "BLMOVE one two LEFT RIGHT 0, BLMOVE one two LEFT RIGHT 1.500",
        "BLMOVEM one two LEFT RIGHT 0 COUNT 5 OBO, BLMOVEM one two LEFT RIGHT 1.500 COUNT 5 OBO",
        "BRPOPLPUSH one two 0, BRPOPLPUSH one two 1.500",
        "BZPOPMIN set 7.25, BZPOPMIN set 1.500",
        "BZPOPMAX set 0, BZPOPMAX set 1.500",
        "BLMPOP 0 2 one two LEFT, BLMPOP 1.500 2 one two LEFT",
        "BZMPOP 0 1 set MIN, BZMPOP 1.500 1 set MIN",
        "XREAD COUNT 2 BLOCK 0 STREAMS one two 1-0 2-0, XREAD COUNT 2 BLOCK 1500 STREAMS one two 1-0 2-0",
        "XREAD block 9000 streams BLOCK 0, XREAD block 1500 streams BLOCK 0",
        "XREADGROUP GROUP block streams BLOCK 0 STREAMS one >, XREADGROUP GROUP block streams BLOCK 1500 STREAMS one >",
    })
    void blocksForAStretch(String command, String stretched) {
        BlockingCall call = read(command);
        assertThat(call.outlasts(STRETCH)).isTrue();
        assertThat(text(call.stretch(STRETCH))).isEqualTo(stretched.substring(stretched.indexOf(' ') + 1));
        assertThat(call.isOver()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET one",
                "BLPOP one soon",
                "BLPOP one -1",
                "BLPOP one 1e300",
                "BLPOP",
                "XREAD STREAMS BLOCK 0",
                "XREAD BLOCK 0",
                "XREAD COUNT 1 BLOCK STREAMS one 0",
                "XREADGROUP GROUP",
            })
    void leavesAloneWhatDoesNotBlockOrIsRefused(String command) {
        assertThat(BlockingCall.of(name(command), arguments(command))).isEmpty();
    }

    @Test
    void waitsForAsLongAsItWasAsked() {
        BlockingCall call = read("BLPOP one 4");
        assertThat(text(call.stretch(STRETCH))).isEqualTo("one 1.500");
        assertThat(text(call.stretch(STRETCH))).isEqualTo("one 1.500");
        assertThat(call.outlasts(STRETCH)).isFalse();
        assertThat(text(call.stretch(STRETCH))).isEqualTo("one 1.000");
        assertThat(call.isOver()).isTrue();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> call.stretch(STRETCH));
    }

    @Test
    void blocksWithoutEndInStretchesThatEnd() {
        BlockingCall call = read("XREAD BLOCK 0 STREAMS one 0");
        for (int i = 0; i < 1000; i++) {
            assertThat(text(call.stretch(STRETCH))).isEqualTo("BLOCK 1500 STREAMS one 0");
            assertThat(call.isOver()).isFalse();
        }
    }

    @Test
    void neverAsksForNothingWhichWouldBeForEver() {
        BlockingCall call = read("BLPOP one 0.0004");
        assertThat(text(call.stretch(Duration.ofNanos(1)))).isEqualTo("one 0.001");
        assertThat(call.isOver()).isTrue();
    }

    @Test
    void readsOnFromWhereAStreamEndedWhenItWasCalled() {
        BlockingCall call = read("XREAD BLOCK 0 STREAMS one two three $ 7-0 $");
        assertThat(call.tails())
                .extracting(key -> new String(key, StandardCharsets.UTF_8))
                .containsExactly("one", "three");
        call.readFrom(Arrays.asList("5-1", null));
        assertThat(text(call.stretch(STRETCH))).isEqualTo("BLOCK 1500 STREAMS one two three 5-1 7-0 0-0");
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> call.readFrom(List.of("5-1")));
    }

    @Test
    void leavesTheArgumentsOfItsCallerAsTheyAre() {
        List<byte[]> arguments = arguments("BLPOP one 4");
        BlockingCall.of("BLPOP", arguments).orElseThrow().stretch(STRETCH);
        assertThat(text(arguments)).isEqualTo("one 4");
    }

    private static BlockingCall read(String command) {
        return BlockingCall.of(name(command), arguments(command)).orElseThrow();
    }

    private static String name(String command) {
        return command.substring(0, (command + " ").indexOf(" "));
    }

    private static List<byte[]> arguments(String command) {
        return Arrays.stream(command.split(" ", -1))
                .skip(1)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static String text(List<byte[]> arguments) {
        return String.join(
                " ",
                arguments.stream()
                        .map(argument -> new String(argument, StandardCharsets.UTF_8))
                        .toList());
    }
}
