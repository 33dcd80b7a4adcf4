package dev.redisentra.comparison.report;

import java.util.List;
import java.util.Map;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Profile;
import dev.redisentra.comparison.work.Profile.Part;
import dev.redisentra.comparison.work.Segment;
import dev.redisentra.comparison.work.Work;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ShortfallsTest {
    private static final Cell CELL = new Cell(ClientKind.LETTUCE, Topology.CLUSTER, Protocol.RESP2);
    private static final Segment SEGMENT = new Segment("GET/SET 100 B, 8 threads", Work.GET_SET, 8, 100, 1, 0, 250);

    @Test
    void noneHaveNoTitle() {
        assertThat(new Shortfalls(results()).text("Missed")).isEmpty();
    }

    @Test
    void ofCpuTimeTheProfileTellsWhatIsRedisEntras() {
        Profile.Result result =
                new Profile.Result(Map.of(Part.REDIS_ENTRA, 6L, Part.OTHERS, 994L), Map.of(Part.OTHERS, 1L), 20);
        Shortfalls missed = new Shortfalls(
                results(new Profiles.Profiled(ClientKind.LETTUCE, Contender.OURS, SEGMENT.name(), result)));
        missed.add(CELL, SEGMENT, Metric.CPU, Spread.of(1.04, 1.05, 1.06));

        assertThat(missed.text("Missed")).isEqualTo("""

                Missed, and why:

                - Lettuce, cluster, RESP2, GET/SET 100 B, 8 threads, CPU per operation: 1.050 (1.04–1.06). By the profile below redis-entra itself takes 0.6 % of the CPU time of such work at most. What is more is what it makes others do, or chance.
                """);
    }

    @Test
    void rowsOfOneReasonStandTogether() {
        Shortfalls missed = new Shortfalls(results());
        missed.add(CELL, SEGMENT, Metric.P99, Spread.of(1.2));
        missed.add(CELL, SEGMENT, Metric.P99, Spread.of(1.1));

        assertThat(missed.text("Missed")).endsWith("- Lettuce, p99, 2 rows: 1.100 to 1.200. No cause known.\n");
    }

    private static Results results(Profiles.Profiled... profiles) {
        return new Results("core", 1, "17", 2, List.of(), List.of(), List.of(), List.of(), List.of(profiles), Map.of());
    }
}
