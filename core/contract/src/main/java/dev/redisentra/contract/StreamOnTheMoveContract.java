package dev.redisentra.contract;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.LocalRedis;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static dev.redisentra.contract.Renewals.retireAfterHandshakes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A stream that is read from its end while its slot is on the move. The old node sends the client on with ASK; on the new one
 * ASKING has to come before each command: before the one that looks for the end, and before each slice.
 */
@Tag("scaled")
public abstract class StreamOnTheMoveContract {
    /** A slice is a tenth of it, and so is the time over which AUTHs are spread. */
    private static final Duration CLAIMED = Duration.ofSeconds(2);

    private static final String TAG = "a-stream-moves";
    private static final String STREAM = "{" + TAG + "}stream";

    /** A client of the cluster. */
    public interface Reader extends AutoCloseable {
        /** {@code XREAD BLOCK 0 STREAMS stream $}: the id of what comes. */
        String next(String stream);

        @Override
        void close();
    }

    /** A new client. Closing it must not close the source. */
    protected abstract Reader open(RedisSettings settings, CommandedSource source);

    @Nested
    @WithLocalAzure(topology = Topology.CLUSTER)
    class Resp3 extends OnTheMove {
        Resp3(LocalAzure azure) {
            super(azure, Protocol.RESP3);
        }
    }

    @Nested
    @Tag("long")
    @WithLocalAzure(topology = Topology.CLUSTER)
    class Resp2 extends OnTheMove {
        Resp2(LocalAzure azure) {
            super(azure, Protocol.RESP2);
        }
    }

    abstract class OnTheMove {
        private final LocalAzure azure;
        private final Protocol protocol;

        OnTheMove(LocalAzure azure, Protocol protocol) {
            this.azure = azure;
            this.protocol = protocol;
        }

        @Test
        void itsNextEntryComesThroughRenewals() {
            Map<String, String> environment = new TreeMap<>(azure.environment());
            environment.put("REDIS_PROTOCOL", protocol.name().toLowerCase(Locale.ROOT));
            LocalRedis redis = azure.redis();
            CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
            try (Reader reader = open(RedisSettings.fromEnvironment(environment), source)) {
                RedisCounters before = redis.counters();
                Slots slots = new Slots(redis, redis.masters(), TAG);
                List<Integer> nodes = redis.masters();
                int from = slots.owner();
                int to = nodes.get((nodes.indexOf(from) + 1) % nodes.size());
                slots.open(from, to);
                CompletableFuture<String> next = CompletableFuture.supplyAsync(() -> reader.next(STREAM));
                await().until(() -> redis.blocked() == 1 || next.isDone());
                renewTwoTimes(source);
                slots.handOver(from, to);
                renewTwoTimes(source);
                assertThat(next).isNotDone();
                redis.command(to, "XADD", STREAM, "5-0", "field", "value");

                assertThat(next).succeedsWithin(Duration.ofMinutes(1)).isEqualTo("5-0");
                assertThat(String.valueOf(redis.command(from, "INFO", "errorstats")))
                        .contains("errorstat_ASK");
                assertThat(redis.counters().since(before).closedAtExpiry()).isZero();
            }
            await().until(() -> source.listeners() == 0);
        }

        private void renewTwoTimes(CommandedSource source) {
            for (int renewal = 0; renewal < 2; renewal++) {
                retireAfterHandshakes(azure, source.renew());
            }
        }
    }
}
