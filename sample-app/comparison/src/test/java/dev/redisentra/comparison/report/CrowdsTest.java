package dev.redisentra.comparison.report;

import java.util.List;

import dev.redisentra.comparison.report.Crowded.Renewal;
import dev.redisentra.comparison.report.Crowds.Sample;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CrowdsTest {
    private static Sample at(int millis, long tokens, long auths) {
        return new Sample(millis * 1_000_000L, tokens, auths, 10);
    }

    @Test
    void authsBelongToTheTokenBeforeThem() {
        List<Sample> samples = List.of(
                at(0, 1, 0),
                at(20, 2, 0), // the login's
                at(40, 2, 10),
                at(1_000, 3, 10),
                at(1_020, 3, 15),
                at(1_060, 3, 20),
                at(2_000, 4, 20),
                at(2_020, 4, 30),
                at(3_000, 4, 30));

        assertThat(Crowds.renewals(samples, 2, 3_000))
                .containsExactly(new Renewal(1, 10, 1_020), new Renewal(1, 10, 960));
    }

    @Test
    void aTokenTooLateForItsAuthsIsLeftOut() {
        List<Sample> samples = List.of(
                at(0, 1, 0), at(1_000, 2, 0), at(1_020, 2, 10), at(2_880, 2, 10), at(2_900, 3, 10), at(3_000, 3, 12));

        assertThat(Crowds.renewals(samples, 2, 3_000)).hasSize(1);
    }

    @Test
    void aTokenThatComesWhileConnectionsAreOpenedIsLeftOut() {
        List<Sample> samples = List.of(
                new Sample(0, 1, 4, 4),
                new Sample(20_000_000, 2, 5, 5),
                new Sample(40_000_000, 2, 15, 10),
                at(1_000, 2, 15),
                at(1_020, 3, 25),
                at(3_000, 3, 25));

        assertThat(Crowds.renewals(samples, 2, 3_000)).containsExactly(new Renewal(1, 10, 20));
    }
}
