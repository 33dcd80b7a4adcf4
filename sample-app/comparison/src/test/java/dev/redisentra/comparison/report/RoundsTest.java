package dev.redisentra.comparison.report;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.redisentra.comparison.work.Contender;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RoundsTest {
    @Test
    void inFourSittingsEachContenderHasHadEachSeat() {
        List<List<Contender>> sittings =
                IntStream.range(7, 11).mapToObj(Rounds::contenders).toList();

        assertThat(sittings)
                .allSatisfy(contenders -> assertThat(contenders).containsExactlyInAnyOrder(Contender.values()));
        for (int seat = 0; seat < 4; seat++) {
            int place = seat;
            Stream<Contender> had = sittings.stream().map(contenders -> contenders.get(place));
            assertThat(had).containsExactlyInAnyOrder(Contender.values());
        }
    }
}
