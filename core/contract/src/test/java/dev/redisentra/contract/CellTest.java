package dev.redisentra.contract;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is said of an outcome, and that a page changes when the verdict does. */
class CellTest {
    private static final Cell KEPT = Cell.of(new Outcome(1234, 0, 0, 0, 0, 0, 0, List.of()));
    private static final Cell BROKEN = Cell.of(new Outcome(1234, 3, 0, 12, 0, 5, 1000, List.of("an example")));
    private static final Cell REASON = new Cell("Redisson has no WATCH");

    @Test
    void saysHowMuchWasKeptOrWhatWentWrong() {
        assertThat(KEPT).hasToString("kept (1,234)");
        assertThat(BROKEN).hasToString("3 failed, 12 lost, 5 closed, 1,000 AUTHs too many");
    }

    @Test
    void anAuthTooManyIsNoMoreThanThat() {
        Cell more = Cell.of(new Outcome(1234, 0, 0, 0, 0, 0, 1, List.of()));
        assertThat(more).hasToString("kept, but 1 AUTH too many");
        assertThat(more.verdict()).isNotEqualTo(KEPT.verdict());
    }

    @Test
    void figuresOfWhatIsKeptAreNoVerdict() {
        assertThat(KEPT.verdict()).isEqualTo(new Cell("kept").verdict()).isNotEqualTo(BROKEN.verdict());
        assertThat(REASON.verdict()).isEqualTo(REASON);
    }

    @Test
    void aReasonIsNoAttempt() {
        assertThat(List.of(KEPT, BROKEN, Cell.HANGING, KEPT.and("cluster", BROKEN)))
                .allMatch(Cell::isTried);
        assertThat(List.of(REASON, Cell.EMPTY)).noneMatch(Cell::isTried);
        assertThat(KEPT.and("cluster", BROKEN).isKept()).isFalse();
    }

    @Test
    void bothTopologiesAreOneWhereTheyAgree() {
        assertThat(KEPT.and("cluster", KEPT)).hasToString("kept (2,468)");
        assertThat(REASON.and("cluster", REASON)).isEqualTo(REASON);
        assertThat(Cell.EMPTY.and("cluster", BROKEN)).isEqualTo(BROKEN);
        assertThat(KEPT.and("cluster", Cell.EMPTY)).isEqualTo(KEPT);
        assertThat(KEPT.and("cluster", BROKEN)).hasToString(KEPT + "<br>cluster: " + BROKEN);
    }
}
