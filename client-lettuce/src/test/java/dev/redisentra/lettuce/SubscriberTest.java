package dev.redisentra.lettuce;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.WithLocalAzure;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Subscribers to whom messages are published without pause while their connections are re-authenticated. */
@WithLocalAzure
@Order(2)
class SubscriberTest {
    private static final Duration CLAIMED = Duration.ofSeconds(1);
    private static final int RENEWALS = 5;

    private final LocalAzure azure;
    private final CommandedSource source;
    private RedisCounters before;

    SubscriberTest(LocalAzure azure) {
        this.azure = azure;
        source = new CommandedSource(azure.identity(), CLAIMED);
        before = azure.redis().counters();
    }

    @BeforeEach
    void aFirstToken() {
        before = azure.redis().counters();
    }

    @AfterEach
    void nothingIsLeft() {
        azure.redis().acceptAuth();
        await().until(() -> azure.redis().counters().connectionsOpen() == 0);
        assertThat(source.listeners()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"RESP2, 1, 10", "RESP3, 1, 10", "RESP2, 100, 10", "RESP2, 1, 100000"})
    void hearsEachMessageOnceAndNothingOfTheRenewals(Protocol protocol, int channels, int size) {
        try (Lettuce lettuce = Lettuce.ready(azure, protocol, source)) {
            StatefulRedisPubSubConnection<String, String> subscriber =
                    lettuce.standalone().connectPubSub();
            Heard heard = new Heard();
            subscriber.addListener(heard);
            String[] names =
                    IntStream.range(0, channels).mapToObj(i -> "channel:" + i).toArray(String[]::new);
            subscriber.sync().subscribe(names);
            subscriber.sync().psubscribe("channel:0*", "other:*");
            // Of several channels, Lettuce waits for the first one's answer alone.
            await().until(() -> heard.subscriptions.size() == channels + 2);
            try (Publisher publisher = new Publisher(lettuce, names, size, heard)) {
                fiveRenewals(2);
                publisher.stop();
                List<String> onChannels = publisher.published;
                List<String> onPattern = onChannels.stream()
                        .filter(one -> one.startsWith("channel:0 "))
                        .toList();
                await().until(() ->
                        heard.messages.size() >= onChannels.size() && heard.byPattern.size() >= onPattern.size());
                assertThat(heard.messages).isEqualTo(onChannels);
                assertThat(heard.byPattern).isEqualTo(onPattern);
                assertThat(onChannels).hasSizeGreaterThan(RENEWALS);
            }
            assertThat(heard.subscriptions).hasSize(channels + 2);
            assertNobodyWasClosedOrRefused();
        }
    }

    @ParameterizedTest
    @EnumSource
    void subscribesAndUnsubscribesAsARenewalComes(Protocol protocol) {
        try (Lettuce lettuce = Lettuce.ready(azure, protocol, source)) {
            StatefulRedisPubSubConnection<String, String> subscriber =
                    lettuce.standalone().connectPubSub();
            Heard heard = new Heard();
            subscriber.addListener(heard);
            AtomicInteger rounds = new AtomicInteger();
            for (int renewal = 1; renewal <= RENEWALS; renewal++) {
                IssuedToken old = source.token();
                source.renew(CLAIMED);
                long expected = renewal;
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> {
                            int round = rounds.getAndIncrement();
                            answer(subscriber.async().subscribe("stays", "round:" + round, "twin:" + round));
                            answer(subscriber.async().psubscribe("p:" + round));
                            if (round % 3 == 0) {
                                answer(subscriber.async().unsubscribe());
                                answer(subscriber.async().punsubscribe());
                            } else {
                                answer(subscriber.async().unsubscribe("round:" + round, "twin:" + round));
                            }
                            answer(subscriber.async().subscribe("stays", "stays")); // answered twice
                            return source.reauthenticated() == expected;
                        });
                azure.identity().expire(old);
            }
            azure.redis().command(0, "PUBLISH", "stays", "for ever");
            await().until(() -> heard.messages.contains("stays for ever"));
            assertThat(azure.redis().command(0, "PUBLISH", "round:1", "nobody")).isEqualTo(0L);
            answer(subscriber.async().unsubscribe());
            answer(subscriber.async().punsubscribe());
            await().until(() -> Long.valueOf(0).equals(azure.redis().command(0, "PUBLISH", "stays", "nobody")));
            assertNobodyWasClosedOrRefused();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedAuthLeavesTheSubscriptionAsItIs(Protocol protocol) {
        source.renew(Duration.ofSeconds(4));
        try (Lettuce lettuce = Lettuce.ready(azure, protocol, source)) {
            StatefulRedisPubSubConnection<String, String> subscriber =
                    lettuce.standalone().connectPubSub();
            Heard heard = new Heard();
            subscriber.addListener(heard);
            subscriber.sync().subscribe("news");
            IssuedToken old = source.token();
            azure.redis().refuseAuth();
            source.renew(CLAIMED);
            await().until(() -> source.refusals().size() > 0);
            azure.redis().command(0, "PUBLISH", "news", "still there");
            await().until(() -> heard.messages.contains("news still there"));
            azure.redis().acceptAuth();
            await().until(() -> source.reauthenticated() == 1);
            azure.identity().expire(old);
            azure.redis().command(0, "PUBLISH", "news", "still there, too");
            await().until(() -> heard.messages.contains("news still there, too"));
            assertThat(heard.subscriptions).hasSize(1);
            assertThat(azure.redis().counters().since(before).closedAtExpiry()).isZero();
        }
    }

    @Test
    void whatMayNotBeSubscribedToAgainIsLeftToLettucesReconnect() {
        source.renew(Duration.ofSeconds(4));
        try (Lettuce lettuce = Lettuce.ready(azure, Protocol.RESP2, source)) {
            StatefulRedisPubSubConnection<String, String> subscriber =
                    lettuce.standalone().connectPubSub();
            Heard heard = new Heard();
            subscriber.addListener(heard);
            subscriber.sync().subscribe("news");
            List<Object> users = users();
            azure.redis().refuseAuth();
            source.renew(CLAIMED);
            await().until(() -> users().size() > users.size());
            String user = users().stream()
                    .filter(one -> !users.contains(one))
                    .map(String::valueOf)
                    .collect(Collectors.joining());
            azure.redis().command(0, "ACL", "SETUSER", user, "resetchannels");
            azure.redis().acceptAuth();
            await().until(() -> azure.redis().counters().since(before).connectionsOpened() > 1);

            azure.redis().command(0, "ACL", "SETUSER", user, "allchannels");
            azure.redis().dropConnections();
            await().until(() -> Long.valueOf(1).equals(azure.redis().command(0, "PUBLISH", "news", "again")));
            await().until(() -> heard.messages.contains("news again"));
        }
    }

    private List<Object> users() {
        return List.copyOf((List<?>) Objects.requireNonNull(azure.redis().command(0, "ACL", "USERS")));
    }

    private void fiveRenewals(int connections) {
        for (int renewal = 1; renewal <= RENEWALS; renewal++) {
            IssuedToken old = source.token();
            source.renew(CLAIMED);
            long expected = (long) renewal * connections;
            await().until(() -> source.reauthenticated() == expected);
            azure.identity().expire(old);
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

    /**
     * Publishes numbers, on one channel after the other, ten at a time. Not far ahead of who hears them: the server drops
     * a subscriber that is too slow.
     */
    private static final class Publisher implements AutoCloseable {
        private static final int AHEAD = 50;

        private final List<String> published = new ArrayList<>();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final CompletableFuture<Void> publishing;

        Publisher(Lettuce lettuce, String[] channels, int size, Heard heard) {
            RedisAsyncCommands<String, String> connection =
                    lettuce.standalone().connect().async();
            String filling = "x".repeat(size);
            publishing = CompletableFuture.runAsync(() -> {
                for (int i = 0; !stopped.get(); ) {
                    if (i - heard.messages.size() > AHEAD) {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                        continue;
                    }
                    List<RedisFuture<Long>> some = new ArrayList<>();
                    for (int n = 0; n < 10; n++, i++) {
                        String channel = channels[i % channels.length];
                        some.add(connection.publish(channel, i + filling));
                        published.add(channel + " " + i + filling);
                    }
                    some.forEach(SubscriberTest::answer);
                }
            });
        }

        void stop() {
            stopped.set(true);
            publishing.join();
        }

        @Override
        public void close() {
            stopped.set(true);
        }
    }

    private static final class Heard extends RedisPubSubAdapter<String, String> {
        private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
        private final List<String> byPattern = Collections.synchronizedList(new ArrayList<>());
        private final List<String> subscriptions = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void message(String channel, String message) {
            messages.add(channel + " " + message);
        }

        @Override
        public void message(String pattern, String channel, String message) {
            byPattern.add(channel + " " + message);
        }

        @Override
        public void subscribed(String channel, long count) {
            subscriptions.add(channel);
        }

        @Override
        public void psubscribed(String pattern, long count) {
            subscriptions.add(pattern);
        }

        @Override
        public void unsubscribed(String channel, long count) {
            subscriptions.add("no " + channel);
        }

        @Override
        public void punsubscribed(String pattern, long count) {
            subscriptions.add("no " + pattern);
        }
    }
}
