package dev.redisentra.comparison.report;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VerdictTest {
    private static final Spread STEADY = Spread.of(0.999, 1.0, 1.001);
    private static final Spread NOISY = Spread.of(0.90, 1.0, 1.10);

    @Test
    void aSpreadHasItsMedianAndItsEndsAndLeavesOutWhatIsMissing() {
        assertThat(Spread.of(3, 1, Double.NaN, 2)).isEqualTo(new Spread(2, 1, 3, 3));
        assertThat(Spread.of(4, 1, 2, 3).median()).isEqualTo(2.5);
        assertThat(Spread.of().isKnown()).isFalse();
    }

    @Test
    void aheadAndBehindDependOnWhatIsBetter() {
        assertThat(Verdict.of(Metric.THROUGHPUT, Spread.of(1.05))).isEqualTo(Verdict.AHEAD);
        assertThat(Verdict.of(Metric.THROUGHPUT, Spread.of(0.95))).isEqualTo(Verdict.BEHIND);
        assertThat(Verdict.of(Metric.P99, Spread.of(0.95))).isEqualTo(Verdict.AHEAD);
        assertThat(Verdict.of(Metric.P99, Spread.of(1.05))).isEqualTo(Verdict.BEHIND);
    }

    @Test
    void aHairAndWhatRoundsDisagreeInIsLevel() {
        assertThat(Verdict.of(Metric.THROUGHPUT, Spread.of(0.992))).isEqualTo(Verdict.LEVEL);
        assertThat(Verdict.of(Metric.THROUGHPUT, Spread.of(0.90, 0.91, 1.10))).isEqualTo(Verdict.LEVEL);
    }

    @Test
    void whatAllRoundsAgreeInIsNotLevelHoweverFarTheyDiffer() {
        assertThat(Verdict.of(Metric.THROUGHPUT, Spread.of(0.5, 0.9, 0.99))).isEqualTo(Verdict.BEHIND);
        assertThat(Verdict.of(Metric.THROUGHPUT, Spread.of(1.01, 1.1, 2))).isEqualTo(Verdict.AHEAD);
    }

    @Test
    void aTargetIsMetMissedOrDrownedInChance() {
        assertThat(Verdict.OfTarget.of(Metric.THROUGHPUT, Spread.of(0.99), STEADY))
                .isEqualTo(Verdict.OfTarget.MET);
        assertThat(Verdict.OfTarget.of(Metric.THROUGHPUT, Spread.of(0.98), STEADY))
                .isEqualTo(Verdict.OfTarget.MISSED);
        assertThat(Verdict.OfTarget.of(Metric.THROUGHPUT, Spread.of(0.98), NOISY))
                .isEqualTo(Verdict.OfTarget.WITHIN_CHANCE);
        assertThat(Verdict.OfTarget.of(Metric.CPU, Spread.of(1.02), STEADY)).isEqualTo(Verdict.OfTarget.MISSED);
    }
}
