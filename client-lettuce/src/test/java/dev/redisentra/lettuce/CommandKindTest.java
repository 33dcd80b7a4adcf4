package dev.redisentra.lettuce;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CommandKindTest {
    /** As an application dispatches what Lettuce has no method for. */
    private record SpeltOut(String word) implements ProtocolKeyword {
        @Override
        public byte[] getBytes() {
            return word.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public String toString() {
            return word;
        }
    }

    private static CommandKind of(ProtocolKeyword type) {
        return CommandKind.of(new Command<>(type, new StatusOutput<>(StringCodec.UTF8)));
    }

    @ParameterizedTest
    @CsvSource({
        "AUTH, LOGS_IN",
        "MULTI, BEGINS_TRANSACTION",
        "DISCARD, ENDS_TRANSACTION",
        "ASKING, ASKS",
        "CLIENT, IS_CLIENT",
        "BLMOVEM, MAY_BLOCK",
        "GET, ORDINARY"
    })
    void lettucesOwnTypesAreKnown(CommandType type, CommandKind kind) {
        assertThat(of(type)).isEqualTo(kind);
    }

    @Test
    void aNameMeansTheSameWhoeverSpellsIt() {
        assertThat(CommandType.values()).allSatisfy(CommandKindTest::isKnownByName);
    }

    private static void isKnownByName(CommandType type) {
        assertThat(of(new SpeltOut(type.toString()))).isEqualTo(of(type));
        assertThat(of(new SpeltOut(type.toString().toLowerCase(Locale.ROOT)))).isEqualTo(of(type));
    }

    @Test
    void aModulesCommandIsOrdinary() {
        assertThat(of(new SpeltOut("JSON.GET"))).isEqualTo(CommandKind.ORDINARY);
    }
}
