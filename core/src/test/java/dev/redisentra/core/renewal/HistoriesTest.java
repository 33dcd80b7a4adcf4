package dev.redisentra.core.renewal;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds in any life of a source, however the identity, the clocks and the listeners behave.
 *
 * <p>One history alone: {@code -Dtest=HistoriesTest -Dhistories.first=SEED -Dhistories.count=1}.
 */
class HistoriesTest {
    private static final long FIRST = Long.getLong("histories.first", 0);
    private static final int COUNT = Integer.getInteger("histories.count", 10_000);

    @Test
    void keepsItsPromisesInEveryHistory() {
        Map<History.Seen, Integer> seen = LongStream.range(FIRST, FIRST + COUNT)
                .parallel()
                .mapToObj(seed -> new History(seed).live())
                .collect(() -> new EnumMap<>(History.Seen.class), HistoriesTest::add, HistoriesTest::add);

        if (COUNT >= 10_000) {
            assertThat(seen).containsOnlyKeys(History.Seen.values());
            assertThat(seen).allSatisfy((what, times) -> assertThat(times).isGreaterThan(500));
        }
    }

    private static void add(Map<History.Seen, Integer> sum, Map<History.Seen, Integer> more) {
        more.forEach((what, times) -> sum.merge(what, times, Integer::sum));
    }
}
