package dev.redisentra.contract;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What is said of an outcome, and what of it is the same in each run. */
class VerdictTest {
    private static final Verdict KEPT = Verdict.of(new Outcome(1234, 0, 0, 0, 0, 0, 0, List.of()));
    private static final Verdict BROKEN = Verdict.of(new Outcome(1234, 3, 0, 12, 0, 5, 1000, List.of("an example")));

    @Test
    void saysHowMuchWasKeptOrWhatWentWrong() {
        assertThat(KEPT).isEqualTo(new Verdict.Kept(1234)).hasToString("kept (1,234)");
        assertThat(BROKEN)
                .isEqualTo(new Verdict.Broken(3, 0, 12, 0, 5, 1000))
                .hasToString("3 failed, 12 lost, 5 closed, 1,000 AUTHs too many");
        assertThat(new Verdict.Broken(1, 2, 3, 4, 5, 6))
                .hasToString("1 failed, 2 wrong, 3 lost, 4 doubled, 5 closed, 6 AUTHs too many");
    }

    @Test
    void anAuthTooManyIsNoMoreThanThat() {
        assertThat(Verdict.of(new Outcome(1234, 0, 0, 0, 0, 0, 1, List.of())))
                .isEqualTo(new Verdict.ExcessAuths(1))
                .hasToString("kept, but 1 AUTH too many");
        assertThat(new Verdict.ExcessAuths(2)).hasToString("kept, but 2 AUTHs too many");
    }

    @Test
    void onlyTheCountOfWhatIsKeptDiffersFromRunToRun() {
        assertThat(KEPT.uncounted()).isEqualTo(new Verdict.Kept(7).uncounted()).hasToString("kept");
        assertThat(BROKEN.uncounted()).isEqualTo(BROKEN);
        assertThat(new Verdict.ExcessAuths(2).uncounted()).isEqualTo(new Verdict.ExcessAuths(2));
    }

    @Test
    void noVerdictContradictsItself() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Verdict.Kept(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Verdict.ExcessAuths(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Verdict.Broken(0, 0, 0, 0, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Verdict.Broken(1, 0, 0, 0, -1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Verdict.Unsupported(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> new Verdict.Unsupported("two\tfields"));
    }
}
