package dev.redisentra.core.spi.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds in any life of a connection, whatever its client sends, however its server answers, and however late its timers
 * are: no byte is lost or exchanged, and no AUTH is forgotten, sent twice or sent where it must not be. Without I/O: the
 * server is a {@link ModelRedis}. That this is one in the eyes of a session, {@link DifferentialTest} sees to.
 *
 * <p>One history alone: {@code -Dtest=SessionHistoriesTest -Dhistories.first=SEED -Dhistories.count=1}.
 */
@Tag("scaled")
class SessionHistoriesTest {
    private static final long FIRST = Long.getLong("histories.first", 0);
    private static final int COUNT = Integer.getInteger("histories.count", 2_000);

    @Test
    void keepsItsPromisesInEveryHistory() {
        Map<SessionHistory.Seen, Integer> seen = new EnumMap<>(SessionHistory.Seen.class);
        LongStream.range(FIRST, FIRST + COUNT)
                .forEach(seed -> SessionHistory.live(seed).forEach(what -> seen.merge(what, 1, Integer::sum)));

        if (COUNT >= 1_000) { // else a session could do nothing at all, and nobody would notice
            assertThat(seen).containsOnlyKeys(SessionHistory.Seen.values());
            assertThat(seen).allSatisfy((what, times) -> assertThat(times).isGreaterThan(COUNT / 100));
        }
    }
}
