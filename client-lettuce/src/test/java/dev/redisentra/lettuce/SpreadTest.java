package dev.redisentra.lettuce;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.WithLocalAzure;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One renewal for the many connections of one process; {@code -Dredisentra.spread.connections=1000} for as many as the
 * largest small cache takes.
 */
class SpreadTest {
    private static final int CONNECTIONS = Integer.getInteger("redisentra.spread.connections", 100);

    /** AUTHs are spread over a tenth of what is left of it: a hundred in six seconds, less what it took to connect. */
    private static final Duration CLAIMED_LIFE = Duration.ofMillis(600L * CONNECTIONS);

    @Test
    @WithLocalAzure
    void eachConnectionIsReauthenticatedOnceAndNotAllAtATime(LocalAzure azure) {
        CommandedSource source = new CommandedSource(azure.identity(), CLAIMED_LIFE);
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP3, source)) {
            List<RedisClusterCommands<String, String>> connections = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(lettuce.connect());
            }
            RedisCounters before = azure.redis().counters();
            IssuedToken old = source.renew();
            Instant renewed = Instant.now();
            // How many had their AUTH by when, as seen on the way.
            TreeMap<Long, Duration> progress = new TreeMap<>();
            await().atMost(CLAIMED_LIFE).pollInterval(Duration.ofMillis(10)).until(() -> {
                progress.putIfAbsent(source.reauthenticated(), Duration.between(renewed, Instant.now()));
                return source.reauthenticated() == CONNECTIONS;
            });
            azure.identity().expire(old);

            assertThat(connections).allSatisfy(idle -> assertThat(idle.ping()).isEqualTo("PONG"));
            RedisCounters seen = azure.redis().counters().since(before);
            assertThat(seen)
                    .returns((long) CONNECTIONS, RedisCounters::authsSent)
                    .returns((long) CONNECTIONS, RedisCounters::authsAccepted)
                    .returns(0L, RedisCounters::connectionsOpened)
                    .returns(0L, RedisCounters::closedAtExpiry);
            System.out.printf("%d connections, of a credential for %s: %s%n", CONNECTIONS, CLAIMED_LIFE, progress);
            // A machine that stands still sees fewer steps; all in one is no spread.
            assertThat(progress).hasSizeGreaterThan(5);
        }
    }
}
