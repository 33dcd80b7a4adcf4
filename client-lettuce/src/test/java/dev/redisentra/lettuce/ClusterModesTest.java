package dev.redisentra.lettuce;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import io.lettuce.core.KeyValue;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.pubsub.RedisClusterPubSubAdapter;
import io.lettuce.core.cluster.pubsub.StatefulRedisClusterPubSubConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.redisentra.contract.Renewals.retireAfterHandshakes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a cluster's connections may be busy with when a renewal comes. */
@WithLocalAzure(topology = Topology.CLUSTER)
class ClusterModesTest {
    private static final Duration CLAIMED = Duration.ofSeconds(1);

    private final LocalAzure azure;
    private final CommandedSource source;
    private RedisCounters before;

    ClusterModesTest(LocalAzure azure) {
        this.azure = azure;
        source = new CommandedSource(azure.identity(), CLAIMED);
        before = azure.redis().counters();
    }

    @BeforeEach
    void aFirstToken() {
        for (int node = 0; node < 3; node++) {
            azure.redis().command(node, "FLUSHALL");
        }
        before = azure.redis().counters();
    }

    @AfterEach
    void nothingIsLeft() {
        await().until(() -> azure.redis().counters().connectionsOpen() == 0);
        assertThat(source.listeners()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void blocksOnEachNodeOutliveTheirTokens(Protocol protocol) {
        try (Lettuce lettuce = Lettuce.ready(azure, protocol, source)) {
            RedisAdvancedClusterAsyncCommands<String, String> connection =
                    lettuce.cluster().connect().async();
            List<String> keys = List.of("a", "b", "c", "d", "e", "f");
            List<RedisFuture<KeyValue<String, String>>> blocked =
                    keys.stream().map(key -> connection.blpop(0, key)).toList();
            for (int renewal = 0; renewal < 3; renewal++) {
                renewedAndExpired();
            }
            try (Lettuce other = Lettuce.ready(azure, protocol, source)) {
                RedisAdvancedClusterAsyncCommands<String, String> pushing =
                        other.cluster().connect().async();
                keys.forEach(key -> answer(pushing.rpush(key, "element of " + key)));
            }
            // Each waits for the one before it where both are on one node.
            for (int i = 0; i < keys.size(); i++) {
                assertThat(answer(blocked.get(i))).isEqualTo(KeyValue.just(keys.get(i), "element of " + keys.get(i)));
            }
            assertNobodyWasClosedOrRefused();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBlockFollowsItsSlotToAnotherNode(Protocol protocol) {
        String key = "moving";
        int slot = SlotHash.getSlot(key);
        int from = owner(slot);
        int to = (from + 1) % 3;
        try (Lettuce lettuce = Lettuce.ready(azure, protocol, source)) {
            RedisAdvancedClusterAsyncCommands<String, String> connection =
                    lettuce.cluster().connect().async();
            RedisFuture<KeyValue<String, String>> blocked = connection.blpop(0, key);
            RedisFuture<String> behind = connection.set("{moving}behind", "value");
            renewedAndExpired();
            move(slot, to);
            // Redirected, and what asked for the topology on the way is gone: that may carry the old token to its end.
            await().until(() -> azure.redis().blocked() == 1);
            renewedAndExpired();
            azure.redis().command(to, "RPUSH", key, "element");
            assertThat(answer(blocked)).isEqualTo(KeyValue.just(key, "element"));
            assertThat(answer(behind)).isEqualTo("OK");
            assertNobodyWasClosedOrRefused();
        } finally {
            azure.redis().command(to, "FLUSHALL");
            move(slot, from);
        }
    }

    @ParameterizedTest
    @EnumSource
    void subscribersToTheClusterItsNodesAndItsShardsMissNothing(Protocol protocol) {
        try (Lettuce lettuce = Lettuce.ready(azure, protocol, source)) {
            StatefulRedisClusterPubSubConnection<String, String> subscriber =
                    lettuce.cluster().connectPubSub();
            subscriber.setNodeMessagePropagation(true);
            List<String> heard = Collections.synchronizedList(new ArrayList<>());
            AtomicInteger keyspace = new AtomicInteger();
            subscriber.addListener(new RedisClusterPubSubAdapter<>() {
                @Override
                public void message(RedisClusterNode node, String channel, String message) {
                    heard.add(channel + " " + message);
                }

                @Override
                public void message(RedisClusterNode node, String pattern, String channel, String message) {
                    keyspace.incrementAndGet();
                }

                @Override
                public void smessage(RedisClusterNode node, String channel, String message) {
                    heard.add(channel + " " + message);
                }
            });
            subscriber.sync().subscribe("news");
            subscriber.sync().ssubscribe("shard:one");
            subscriber.sync().ssubscribe("shard:two");
            subscriber.sync().upstream().commands().psubscribe("__keyspace@0__:*");
            for (int node = 0; node < 3; node++) {
                azure.redis().command(node, "CONFIG", "SET", "notify-keyspace-events", "K$");
            }
            RedisAdvancedClusterAsyncCommands<String, String> publisher =
                    lettuce.cluster().connect().async();
            List<String> published = new ArrayList<>();
            int sets = 0;
            for (int renewal = 0; renewal < 5; renewal++) {
                IssuedToken old = source.renew(CLAIMED);
                while (azure.redis().connectionsWith(old) > 0) {
                    String number = String.valueOf(sets);
                    List<RedisFuture<?>> some = List.of(
                            publisher.publish("news", number),
                            publisher.spublish("shard:one", number),
                            publisher.spublish("shard:two", number),
                            publisher.set("key:" + sets++, number));
                    some.forEach(ClusterModesTest::answer);
                    List.of("news ", "shard:one ", "shard:two ").forEach(channel -> published.add(channel + number));
                }
                azure.identity().expire(old);
            }
            int changes = sets;
            await().until(() -> heard.size() >= published.size() && keyspace.get() >= changes);
            assertThat(heard).containsExactlyInAnyOrderElementsOf(published);
            assertThat(heard.stream().filter(one -> one.startsWith("news")))
                    .containsExactlyElementsOf(
                            IntStream.range(0, sets).mapToObj(i -> "news " + i).toList());
            assertThat(keyspace).hasValue(changes);
            assertNobodyWasClosedOrRefused();
        }
    }

    @Test
    void aNodeThatIsReplacedDuringARenewalComesBack() {
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP3, source)) {
            RedisAdvancedClusterAsyncCommands<String, String> connection =
                    lettuce.cluster().connect().async();
            String key = IntStream.range(0, 100)
                    .mapToObj(i -> "key:" + i)
                    .filter(one -> owner(SlotHash.getSlot(one)) == 1)
                    .findFirst()
                    .orElseThrow();
            RedisFuture<KeyValue<String, String>> blocked = connection.blpop(0, key);
            await().until(() -> azure.redis().blocked() == 1);
            source.renew(CLAIMED);
            azure.redis().restart(1);
            // A node that has just started may refuse what is sent again: that is the caller's to know.
            if (!blocked.isDone()) {
                blocked.cancel(true);
            }
            await().ignoreExceptionsInstanceOf(RedisException.class)
                    .until(() ->
                            answer(connection.set("{" + key + "}", "value")).equals("OK"));
            RedisFuture<KeyValue<String, String>> again = connection.blpop(0, key);
            renewedAndExpired();
            azure.redis().command(1, "RPUSH", key, "element");
            assertThat(answer(again)).isEqualTo(KeyValue.just(key, "element"));
        }
    }

    private void renewedAndExpired() {
        retireAfterHandshakes(azure, source.renew(CLAIMED));
    }

    private int owner(int slot) {
        for (int node = 0; node < 3; node++) {
            String id = String.valueOf(azure.redis().command(node, "CLUSTER", "MYID"));
            for (Object range : (List<?>) Objects.requireNonNull(azure.redis().command(node, "CLUSTER", "SLOTS"))) {
                List<?> described = (List<?>) range;
                if ((Long) described.get(0) <= slot
                        && slot <= (Long) described.get(1)
                        && String.valueOf(((List<?>) described.get(2)).get(2)).equals(id)) {
                    return node;
                }
            }
        }
        throw new IllegalStateException("Nobody has slot " + slot);
    }

    private void move(int slot, int to) {
        String id = String.valueOf(azure.redis().command(to, "CLUSTER", "MYID"));
        for (int i = 0; i < 3; i++) {
            azure.redis().command((to + i) % 3, "CLUSTER", "SETSLOT", String.valueOf(slot), "NODE", id);
        }
    }

    private void assertNobodyWasClosedOrRefused() {
        RedisCounters counters = azure.redis().counters().since(before);
        assertThat(counters.closedAtExpiry()).isZero();
        assertThat(counters.authsRefused()).isZero();
        assertThat(source.refusals()).isEmpty();
    }

    private static <T> T answer(RedisFuture<T> future) {
        return LettuceFutures.awaitOrCancel(future, 60, TimeUnit.SECONDS);
    }
}
