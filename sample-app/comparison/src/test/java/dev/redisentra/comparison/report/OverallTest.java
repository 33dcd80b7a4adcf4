package dev.redisentra.comparison.report;

import java.util.List;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Outcome;
import dev.redisentra.comparison.work.Segment;
import dev.redisentra.comparison.work.Work;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class OverallTest {
    private static final Cell CELL = new Cell(ClientKind.JEDIS, Topology.STANDALONE, Protocol.RESP3);
    private static final Segment SEGMENT = new Segment("GET", Work.GET_SET, 8, 100, 1, 0, 250);

    private final Measured measured = new Measured(CELL, List.of(SEGMENT));

    private void round(long ours) {
        add(Contender.STATIC, 1_000);
        add(Contender.OURS, ours);
    }

    private void add(Contender contender, long operations) {
        Outcome outcome =
                new Outcome(operations, 0, null, 0, 1_000_000_000, 1, 1, Outcome.histogram(), Outcome.histogram());
        measured.add(contender, new Turn(List.of(outcome), null, new Server.Counts(1, 1, 1, 0, 0, 1)));
    }

    private Overall overall() {
        return Overall.of(List.of(measured), Contender.OURS, Contender.STATIC, Metric.THROUGHPUT, 2);
    }

    @Test
    void whatVariesWithinASittingIsNoError() {
        round(500);
        round(2_000);
        round(2_000);
        round(500);

        assertThat(overall()).hasToString("1.000 ± 0.000");
    }

    @Test
    void whatVariesFromSittingToSittingIs() {
        round(1_100);
        round(1_100);
        round(1_000);
        round(1_000);

        assertThat(overall().sittings()).isEqualTo(2);
        assertThat(overall().mean()).isCloseTo(Math.sqrt(1.1), within(1e-9));
        // Of two values the standard error of the mean is half their distance.
        assertThat(overall().error()).isCloseTo(Math.log(1.1) * Math.sqrt(1.1), within(1e-9));
    }

    @Test
    void aTurnThatCameToNoEndIsLeftOut() {
        round(1_000);
        round(1_000);
        add(Contender.STATIC, 1_000);
        measured.add(Contender.OURS, new Turn(null, "hangs", new Server.Counts(1, 1, 1, 0, 0, 1)));
        round(1_000);

        assertThat(overall()).hasToString("1.000 ± 0.000");
    }

    @Test
    void oneSittingTellsNoError() {
        round(1_100);

        assertThat(overall()).hasToString("–");
    }
}
