package dev.redisentra.contract;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.redisentra.contract.Compatibility.Column;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Whatever is written is read again, and nothing else. */
class CompatibilityLineTest {
    private static final Column COLUMN = new Column(Protocol.RESP3, Topology.CLUSTER, "Jedis", Way.OURS);

    static Stream<Verdict> verdicts() {
        return Stream.of(
                new Verdict.Kept(1234),
                new Verdict.Kept(0),
                new Verdict.ExcessAuths(1),
                new Verdict.Broken(1, 0, 0, 0, 0, 0),
                new Verdict.Broken(1, 2, 3, 4, 5, 1000),
                new Verdict.Hangs(),
                new Verdict.Unsupported("Redisson has no WATCH, and says so"));
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void whatIsWrittenIsReadAgain(Verdict verdict) {
        CompatibilityLine line = new CompatibilityLine(COLUMN, Mode.WATCH, verdict);
        assertThat(CompatibilityLine.parse(line.toString())).isEqualTo(line);
    }

    @Test
    void eachKindOfVerdictIsAmongThem() {
        assertThat(verdicts().map(Verdict::getClass).collect(Collectors.toSet()))
                .isEqualTo(Set.of(Verdict.class.getPermittedSubclasses()));
    }

    @Test
    void eachFigureHasAFieldOfItsOwn() {
        assertThat(CompatibilityLine.HEADER.replace('\t', ' '))
                .isEqualTo("protocol topology client way mode verdict"
                        + " commands failed wrong lost doubled closed auths reason");
        assertThat(new CompatibilityLine(COLUMN, Mode.WATCH, new Verdict.Broken(1, 2, 3, 4, 5, 6))
                        .toString()
                        .replace('\t', ' '))
                .isEqualTo("RESP3 CLUSTER Jedis OURS WATCH BROKEN - 1 2 3 4 5 6 -");
        assertThat(new CompatibilityLine(COLUMN, Mode.WATCH, new Verdict.Kept(7))
                        .toString()
                        .replace('\t', ' '))
                .isEqualTo("RESP3 CLUSTER Jedis OURS WATCH KEPT 7 - - - - - - -");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RESP3 CLUSTER Jedis OURS WATCH HANGS                          | 14 fields and has 6
            RESP4 CLUSTER Jedis OURS WATCH HANGS - - - - - - - -          | protocol is 'RESP4'
            RESP3 CLUSTER Jedis OURS WATCHED HANGS - - - - - - - -        | mode is 'WATCHED'
            RESP3 CLUSTER - OURS WATCH HANGS - - - - - - - -              | no client
            RESP3 CLUSTER Jedis OURS WATCH kept - - - - - - - -           | verdict is 'kept', which is none of [KEPT,
            RESP3 CLUSTER Jedis OURS WATCH KEPT many - - - - - - -        | commands is 'many', which is no number
            RESP3 CLUSTER Jedis OURS WATCH KEPT -7 - - - - - - -          | below 0
            RESP3 CLUSTER Jedis OURS WATCH KEPT 07 - - - - - - -          | this verdict is written
            RESP3 CLUSTER Jedis OURS WATCH KEPT 7 1 - - - - - -           | this verdict is written
            RESP3 CLUSTER Jedis OURS WATCH BROKEN - - - - - - 6 -         | all its figures are 0
            RESP3 CLUSTER Jedis OURS WATCH UNSUPPORTED - - - - - - - -    | no reason
            """)
    void whatIsNoLineIsRefused(String text, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CompatibilityLine.parse(text.replace(' ', '\t')))
                .withMessageContaining(why);
    }
}
