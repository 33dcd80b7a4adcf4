package dev.redisentra.contract;

import java.util.List;

import dev.redisentra.testkit.RedisCounters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** That what goes wrong is seen. */
class FindingsTest {
    private static final RedisCounters TWO_CONNECTIONS = new RedisCounters(2, 2, 12, 12, 0, 0);

    private final Findings findings = new Findings();

    @Test
    void allIsWellWhereAllCameOnceAndInOrder() {
        findings.answered("OK", "OK");
        findings.received(List.of(0, 1, 2), 3, true);
        assertThat(outcome(TWO_CONNECTIONS)).matches(Outcome::kept).returns(4L, Outcome::commands);
    }

    @Test
    void aFailureIsCountedAndToldWithItsCauses() {
        findings.failed("works", new IllegalStateException("closed", new RuntimeException("by the server")));
        assertThat(outcome(TWO_CONNECTIONS).kept()).isFalse();
        assertThat(outcome(TWO_CONNECTIONS).toString()).contains("1 failed", "works: ", "closed", "by the server");
    }

    @Test
    void someoneElsesAnswerIsWrong() {
        findings.answered(1L, 2L);
        assertThat(outcome(TWO_CONNECTIONS)).returns(1L, Outcome::wrong).returns(false, Outcome::kept);
    }

    @Test
    void whatIsMissingIsLost() {
        findings.received(List.of(0, 2), 3, true);
        assertThat(outcome(TWO_CONNECTIONS)).returns(1L, Outcome::lost).returns(false, Outcome::kept);
    }

    @Test
    void whatComesTwiceIsDoubled() {
        findings.received(List.of(0, 1, 1), 2, true);
        assertThat(outcome(TWO_CONNECTIONS)).returns(1L, Outcome::doubled).returns(false, Outcome::kept);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOrderCountsWhereThereIsOne(boolean inOrder) {
        findings.received(List.of(1, 0), 2, inOrder);
        assertThat(outcome(TWO_CONNECTIONS).kept()).isNotEqualTo(inOrder);
    }

    @Test
    void aConnectionThatIsClosedAtExpiryIsAFault() {
        assertThat(outcome(new RedisCounters(2, 1, 12, 12, 0, 1)))
                .returns(1L, Outcome::closed)
                .returns(false, Outcome::kept);
    }

    @Test
    void soIsAnAuthThatNobodyAskedFor() {
        assertThat(outcome(new RedisCounters(2, 2, 13, 13, 0, 0)))
                .returns(1L, Outcome::auths)
                .returns(false, Outcome::kept);
    }

    /** After five renewals. */
    private Outcome outcome(RedisCounters seen) {
        return Outcome.of(findings, seen, 5, 0, false);
    }
}
