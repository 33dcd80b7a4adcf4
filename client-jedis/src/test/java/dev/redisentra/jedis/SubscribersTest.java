package dev.redisentra.jedis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.Contract;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Setting;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;

import static dev.redisentra.contract.Renewals.retire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Subscribers on many renewals, and at their limits. */
@WithLocalAzure
@Tag("scaled")
@Order(2)
class SubscribersTest {
    private static final int RENEWALS = 10 * Contract.RENEWALS;

    /** The server drops a subscriber that is too far behind. */
    private static final int AHEAD = 500;

    private LocalAzure azure;
    private CommandedSource source;

    @BeforeEach
    void prepare(LocalAzure local) {
        azure = local;
        source = new CommandedSource(azure.identity(), Duration.ofSeconds(2));
    }

    @AfterEach
    void accept() {
        azure.redis().acceptAuth();
    }

    private RedisClient open(String protocol) {
        return JedisClients.standalone(
                RedisSettings.from(setting -> setting == Setting.PROTOCOL
                        ? protocol
                        : azure.environment().get(setting.variable())),
                source);
    }

    /** What blocks must not share the common pool, which on two processors has one thread. */
    private static void onItsOwn(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"resp3", "resp2"})
    void noMessageIsLostOrDoubledThroughManyRenewals(String protocol) throws Exception {
        long closedBefore = azure.redis().counters().closedAtExpiry();
        try (RedisClient redis = open(protocol)) {
            Subscriber subscriber = Subscriber.start(redis);
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger published = new AtomicInteger();
            CompletableFuture<Void> publishing = CompletableFuture.runAsync(
                    () -> {
                        while (!over.get()) {
                            if (published.get() - subscriber.received.size() < AHEAD) {
                                azure.redis()
                                        .command(0, "PUBLISH", "news", String.valueOf(published.getAndIncrement()));
                            }
                        }
                    },
                    SubscribersTest::onItsOwn);
            for (int renewal = 0; renewal < RENEWALS; renewal++) {
                retire(azure, source.renew());
            }
            over.set(true);
            publishing.get(60, TimeUnit.SECONDS);
            await().until(() -> subscriber.received.size() >= published.get() || subscriber.reading.isDone());
            subscriber.end();

            assertThat(subscriber.received)
                    .containsExactlyElementsOf(
                            IntStream.range(0, published.get()).boxed().toList());
            assertThat(source.reauthenticated()).isEqualTo(RENEWALS);
            assertThat(redis.set("greeting", "hello")).isEqualTo("OK");
        }
        assertThat(azure.redis().counters().closedAtExpiry()).isEqualTo(closedBefore);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resp3", "resp2"})
    void aRefusedAuthHarmsNoSubscriber(String protocol) throws Exception {
        try (RedisClient redis = open(protocol)) {
            Subscriber subscriber = Subscriber.start(redis);
            azure.redis().refuseAuth();
            IssuedToken old = source.renew();
            await().until(() -> !source.refusals().isEmpty());
            azure.redis().command(0, "PUBLISH", "news", "1");
            await().until(() -> subscriber.received.contains(1));

            azure.redis().acceptAuth();
            retire(azure, old);
            azure.redis().command(0, "PUBLISH", "news", "2");
            await().until(() -> subscriber.received.contains(2));
            subscriber.end();
        }
    }

    @Test
    void channelsComeAndGoInResp2WhileRenewalsDo() throws Exception {
        try (RedisClient redis = open("resp2")) {
            Subscriber subscriber = Subscriber.start(redis);
            for (int renewal = 0; renewal < RENEWALS; renewal++) {
                IssuedToken old = source.renew();
                // One is named twice, and so confirmed twice.
                subscriber.subscribe("more", "other", "more");
                subscriber.psubscribe("m?re");
                subscriber.unsubscribe("more", "never");
                subscriber.punsubscribe();
                retire(azure, old);
                azure.redis().command(0, "PUBLISH", "more", "-1");
                azure.redis().command(0, "PUBLISH", "other", String.valueOf(renewal));
            }
            await().until(() -> subscriber.received.size() >= RENEWALS || subscriber.reading.isDone());
            subscriber.unsubscribe("other");
            subscriber.end();

            assertThat(subscriber.received)
                    .containsExactlyElementsOf(
                            IntStream.range(0, RENEWALS).boxed().toList());
        }
    }

    /** Too many to be sent by the thread that serves all connections: their owner does it. */
    @Test
    void aSubscriberOfManyChannelsInResp2KeepsThemAll() throws Exception {
        try (RedisClient redis = open("resp2")) {
            Subscriber subscriber = Subscriber.start(redis);
            subscriber.subscribe(IntStream.range(0, 1_000)
                    .mapToObj("a-channel-of-many-%d"::formatted)
                    .toArray(String[]::new));
            await().until(() -> subscriber.getSubscribedChannels() == 1_001);
            retire(azure, source.renew());
            azure.redis().command(0, "PUBLISH", "a-channel-of-many-999", "999");
            azure.redis().command(0, "PUBLISH", "news", "1");
            await().until(() -> subscriber.received.size() == 2);

            assertThat(subscriber.received).containsExactly(999, 1);
            subscriber.unsubscribe();
            subscriber.reading.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void whoMayNotSubscribeAnyMoreIsToldSo() throws Exception {
        try (RedisClient redis = open("resp2")) {
            Subscriber subscriber = Subscriber.start(redis);
            List<?> before = users();
            source.renew();
            // The kit has a user for each token.
            users().stream()
                    .filter(user -> !before.contains(user))
                    .forEach(user -> azure.redis().command(0, "ACL", "SETUSER", user.toString(), "resetchannels"));

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> subscriber.reading.get(60, TimeUnit.SECONDS))
                    .withCauseInstanceOf(JedisConnectionException.class);
            assertThat(source.reports()).hasAtLeastOneElementOfType(AuthEvent.ConnectionDied.class);
            assertThat(redis.set("greeting", "hello")).isEqualTo("OK");
        }
    }

    private List<?> users() {
        return azure.redis().command(0, "ACL", "USERS") instanceof List<?> users ? users : List.of();
    }

    /** Listens to the channel news, whose messages are numbers. */
    private static final class Subscriber extends JedisPubSub {
        private final List<Integer> received = new CopyOnWriteArrayList<>();
        private CompletableFuture<Void> reading = new CompletableFuture<>();

        static Subscriber start(RedisClient redis) {
            Subscriber subscriber = new Subscriber();
            subscriber.reading =
                    CompletableFuture.runAsync(() -> redis.subscribe(subscriber, "news"), SubscribersTest::onItsOwn);
            await().until(subscriber::isSubscribed);
            return subscriber;
        }

        void end() throws Exception {
            unsubscribe();
            reading.get(60, TimeUnit.SECONDS);
        }

        @Override
        public void onMessage(String channel, String message) {
            received.add(Integer.valueOf(message));
        }
    }
}
