package dev.redisentra.core;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds in any life of a source, however the identity, the clocks and the listeners behave. All of it is computing:
 * the tests beside it, which wait for the most part, leave the processors to it.
 *
 * <p>One history alone: {@code -Dtest=HistoriesTest -Dhistories.first=SEED -Dhistories.count=1}.
 */
@Tag("scaled")
@Execution(ExecutionMode.CONCURRENT)
class HistoriesTest {
    private static final long FIRST = Long.getLong("histories.first", 0);
    private static final int COUNT = Integer.getInteger("histories.count", 1_000);

    @Test
    void keepsItsPromisesInEveryHistory() {
        // A pool of its own: in JUnit's, other tests would live them, too, and wait for them.
        ForkJoinPool pool = new ForkJoinPool();
        Map<History.Seen, Integer> seen;
        try {
            seen = pool.submit(() -> LongStream.range(FIRST, FIRST + COUNT)
                            .parallel()
                            .mapToObj(seed -> new History(seed).live())
                            .collect(() -> new EnumMap<>(History.Seen.class), HistoriesTest::add, HistoriesTest::add))
                    .join();
        } finally {
            pool.shutdownNow();
        }

        if (COUNT >= 1_000) {
            assertThat(seen).containsOnlyKeys(History.Seen.values());
            assertThat(seen).allSatisfy((what, times) -> assertThat(times).isGreaterThan(COUNT / 20));
        }
    }

    private static void add(Map<History.Seen, Integer> sum, Map<History.Seen, Integer> more) {
        more.forEach((what, times) -> sum.merge(what, times, Integer::sum));
    }
}
