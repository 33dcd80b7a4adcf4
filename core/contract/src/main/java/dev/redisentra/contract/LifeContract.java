package dev.redisentra.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import dev.redisentra.contract.ClientUnderTest.Blocking;
import dev.redisentra.contract.ClientUnderTest.Channel;
import dev.redisentra.contract.ClientUnderTest.Subscription;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.diagnosis.Diagnosis;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static dev.redisentra.contract.Renewals.retire;
import static dev.redisentra.contract.Renewals.retireAfterHandshakes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchRuntimeException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What the service does to connections, other than for their token: closes them when they lie idle, in a failover, because
 * there are too many or too many at once, or because their node moves. Renewals go on meanwhile, and nothing is lost because of
 * them. What a client makes of a connection that is dropped is its own affair.
 */
public abstract class LifeContract {
    /** AUTHs are spread over a tenth of it. */
    private static final Duration CLAIMED = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** A new client for one endpoint, as the settings have it. Closing it must not close the source. */
    protected abstract ClientUnderTest standalone(RedisSettings settings, CredentialSource source);

    /** The same for a cluster. */
    protected abstract ClientUnderTest cluster(RedisSettings settings, CredentialSource source);

    /** Whether the client asks to be told that a node moves. */
    protected boolean asksForMaintenance() {
        return false;
    }

    /** By the clock, which is the heartbeat's: an idle connection gets a PING each 15 s or so. The limit is twice that. */
    @Tag("long")
    @Test
    @WithLocalAzure
    void whatLiesIdleIsNeverIdleForTooLong(LocalAzure azure) {
        try (CommandedSource source = new CommandedSource(azure.identity(), Duration.ofHours(1));
                ClientUnderTest client = standalone(settings(azure), source)) {
            Queue<String> heard = new ConcurrentLinkedQueue<>();
            client.subscribe(Channel.CHANNEL, "news", heard::add);
            client.set("key", "value");
            RedisCounters before = azure.redis().counters();
            azure.redis().closeIdle(Duration.ofSeconds(30));
            long pings = azure.redis().calls("ping");
            // For 45 s or so.
            await().atMost(PATIENCE.multipliedBy(3))
                    .until(() -> azure.redis().calls("ping") - pings >= 3 * before.connectionsOpen());
            renewed(azure, source, CLAIMED);
            publish(azure, heard, "still there");
            assertThat(client.get("key")).isEqualTo("value");
            assertThat(azure.redis().counters().since(before).connectionsOpened())
                    .isZero();
            assertThat(source.reports()).hasOnlyElementsOfType(AuthEvent.Reauthenticated.class);
        }
    }

    /** Redisson, with an adapter or without, tries for half a minute before it says so. */
    @Tag("long")
    @Test
    @WithLocalAzure
    void aCacheThatTakesNoMoreConnectionsKeepsThoseThatThereAre(LocalAzure azure) {
        RedisSettings settings = settings(azure);
        try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
                ClientUnderTest client = standalone(settings, source)) {
            client.set("key", "value");
            RedisCounters before = azure.redis().counters();
            azure.redis().limitConnections(Math.toIntExact(before.connectionsOpen()));
            renewed(azure, source, CLAIMED);
            assertThat(client.get("key")).isEqualTo("value");

            RuntimeException full = catchRuntimeException(() -> {
                try (ClientUnderTest another = standalone(settings, source)) {
                    another.get("key");
                }
            });
            assertThat(full).isNotNull();
            assertThat(Diagnosis.of(full, settings, azure.identity().principalId())
                            .problem())
                    .as("%s", full)
                    .isEqualTo(Diagnosis.Problem.TOO_MANY_CLIENTS);

            renewed(azure, source, CLAIMED);
            assertThat(client.get("key")).isEqualTo("value");
            azure.redis().limitConnections(0);
            try (ClientUnderTest another = standalone(settings, source)) {
                assertThat(another.get("key")).isEqualTo("value");
            }
            assertThat(source.reports()).hasOnlyElementsOfType(AuthEvent.Reauthenticated.class);
        }
    }

    @Tag("long")
    @Test
    @WithLocalAzure
    void whoFindsTheCacheFullAfterADropComesBackWhenItIsNot(LocalAzure azure) {
        try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
                ClientUnderTest client = standalone(settings(azure), source);
                ClientUnderTest another = standalone(settings(azure), source)) {
            client.set("key", "value");
            another.get("key");
            azure.redis().limitConnections(1);
            azure.redis().dropConnections();
            // Only one of them finds a place; which, is not said, and whether it logs in with the old token or the new.
            retireAfterHandshakes(azure, source.renew(CLAIMED));
            azure.redis().limitConnections(0);
            await().atMost(PATIENCE).until(() -> client.answers("key", "value") && another.answers("key", "value"));
            renewed(azure, source, CLAIMED);
            assertThat(client.get("key")).isEqualTo("value");
        }
    }

    @Test
    @WithLocalAzure
    void connectionsThatComeBackOneByOneCarryTheNewestToken(LocalAzure azure) {
        try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
                ClientUnderTest client = standalone(settings(azure), source)) {
            client.set("key", "value");
            azure.redis().limitNewConnections(2);
            azure.redis().dropConnections();
            IssuedToken old = source.renew(CLAIMED);
            await().atMost(PATIENCE).until(() -> client.answers("key", "value"));
            renewed(azure, source, CLAIMED);
            azure.identity().expire(old);
            assertThat(client.get("key")).isEqualTo("value");
        }
    }

    /** Planned: the replica has all data. All connections are dropped, as the service does it. */
    @Tag("long")
    @Test
    @WithLocalAzure(topology = Topology.CLUSTER, replicas = 1)
    void aFailoverThatDropsConnectionsDuringARenewalLosesNothing(LocalAzure azure) {
        try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
                ClientUnderTest client = cluster(settings(azure), source)) {
            Consumer consumer = new Consumer(client, azure);
            Queue<String> heard = new ConcurrentLinkedQueue<>();
            Subscription subscription = client.subscribe(Channel.CHANNEL, "news", heard::add);
            publish(azure, heard, "before");
            for (int renewal = 0; renewal < Contract.RENEWALS; renewal++) {
                consumer.isBlocked();
                IssuedToken old = source.renew(CLAIMED);
                for (int master : azure.redis().masters()) {
                    azure.redis().failover(master);
                }
                azure.redis().dropConnections();
                await().atMost(PATIENCE).until(() -> client.answers("none", null));
                retire(azure, old);
                consumer.takes("element " + renewal);
                if (subscription.isLost()) {
                    subscription = client.subscribe(Channel.CHANNEL, "news", heard::add);
                }
                publish(azure, heard, "after " + renewal);
            }
            renewed(azure, source, CLAIMED);
            consumer.hasTakenAll();
            assertThat(source.refusals()).isEmpty();
        }
    }

    /** Unplanned: nobody is there for a while. */
    @Tag("long")
    @Test
    @WithLocalAzure
    void aServerThatIsAwayDuringARenewalABlockAndASubscriptionLosesNothing(LocalAzure azure) {
        try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
                ClientUnderTest client = standalone(settings(azure), source)) {
            Consumer consumer = new Consumer(client, azure);
            Queue<String> heard = new ConcurrentLinkedQueue<>();
            Subscription subscription = client.subscribe(Channel.CHANNEL, "news", heard::add);
            publish(azure, heard, "before");
            consumer.isBlocked();
            azure.redis().stop();
            IssuedToken old = source.renew(CLAIMED);
            azure.identity().expire(old);
            azure.redis().start();
            await().atMost(PATIENCE).until(() -> client.answers("none", null));
            consumer.takes("element");
            if (subscription.isLost()) {
                client.subscribe(Channel.CHANNEL, "news", heard::add);
            }
            publish(azure, heard, "after");
            renewed(azure, source, CLAIMED);
            consumer.hasTakenAll();
        }
    }

    /** Lettuce's own way: it opens another connection when all that it sent has been answered. */
    @Tag("long")
    @Test
    @WithLocalAzure
    void aHandOverDuringARenewalLosesNothing(LocalAzure azure) throws Exception {
        azure.redis().maintenanceNotifications(true);
        try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
                ClientUnderTest client = standalone(settings(azure), source)) {
            client.set("key", "value");
            if (!asksForMaintenance()) {
                assertThat(azure.redis().handOver(Duration.ofSeconds(1))).isZero();
            }
            assumeTrue(asksForMaintenance(), "the client does not ask to be told");
            Consumer consumer = new Consumer(client, azure);
            Queue<String> heard = new ConcurrentLinkedQueue<>();
            client.subscribe(Channel.CHANNEL, "news", heard::add);
            publish(azure, heard, "before");
            AtomicBoolean stopped = new AtomicBoolean();
            AtomicLong counted = new AtomicLong();
            CompletableFuture<Void> counting = CompletableFuture.runAsync(() -> {
                while (!stopped.get()) {
                    assertThat(client.increment("counter")).isEqualTo(counted.incrementAndGet());
                    Contract.pace();
                }
            });
            for (int renewal = 0; renewal < Contract.RENEWALS; renewal++) {
                consumer.isBlocked();
                long opened = azure.redis().counters().connectionsOpened();
                IssuedToken old = source.renew(CLAIMED);
                assertThat(azure.redis().handOver(Duration.ofSeconds(2))).isGreaterThanOrEqualTo(3);
                await().atMost(PATIENCE).until(() -> azure.redis().counters().connectionsOpened() >= opened + 3);
                retire(azure, old);
                consumer.takes("element " + renewal);
                publish(azure, heard, "after " + renewal);
            }
            renewed(azure, source, CLAIMED);
            stopped.set(true);
            counting.get();
            consumer.hasTakenAll();
            assertThat(azure.redis().counters().closedAtExpiry()).isZero();
            assertThat(source.reports()).hasOnlyElementsOfType(AuthEvent.Reauthenticated.class);
        }
    }

    /** Waits for elements without end, and again where its client tells that the connection was lost. */
    private static final class Consumer {
        private static final String QUEUE = "queue";
        private static final String LAST = "last";

        private final LocalAzure azure;
        private final List<String> pushed = new CopyOnWriteArrayList<>();
        private final List<String> taken = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Void> working;
        private volatile @Nullable RuntimeException lost;

        Consumer(ClientUnderTest client, LocalAzure azure) {
            this.azure = azure;
            working = new CompletableFuture<>();
            Thread thread = new Thread(
                    () -> {
                        while (!taken.contains(LAST)) {
                            take(client);
                        }
                        working.complete(null);
                    },
                    "consumer");
            thread.setDaemon(true);
            thread.start();
        }

        private void take(ClientUnderTest client) {
            @Nullable String element = null;
            try {
                element = client.take(Blocking.BLPOP, QUEUE, Duration.ZERO);
            } catch (RuntimeException e) {
                lost = e;
                Contract.pace();
            }
            if (element != null) {
                taken.add(element);
            }
        }

        void isBlocked() {
            await().atMost(PATIENCE).until(() -> azure.redis().blocked() == 1);
        }

        /** Once it is blocked again: what is on its way to a connection that is dropped is nobody's to keep. */
        void takes(String element) {
            isBlocked();
            pushed.add(element);
            Bench.admin(azure, QUEUE, "RPUSH", QUEUE, element);
            try {
                await().atMost(PATIENCE).until(() -> taken.contains(element));
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(
                        "%s was not taken: %s are in the queue, %s wait, and the consumer was told last: %s"
                                .formatted(
                                        element,
                                        Bench.admin(azure, QUEUE, "LLEN", QUEUE),
                                        azure.redis().blocked(),
                                        lost),
                        e);
            }
        }

        void hasTakenAll() {
            takes(LAST);
            working.join();
            assertThat(taken).containsExactlyElementsOf(pushed);
        }
    }

    private static void renewed(LocalAzure azure, CommandedSource source, Duration claimed) {
        retire(azure, source.renew(claimed));
        assertThat(azure.redis().counters().closedAtExpiry()).isZero();
    }

    private static void publish(LocalAzure azure, Queue<String> heard, String message) {
        await().atMost(PATIENCE).until(() -> {
            // The subscriber may be on its way back.
            azure.redis().command(0, "PUBLISH", "news", message);
            return heard.contains(message);
        });
    }

    private static RedisSettings settings(LocalAzure azure) {
        Map<String, String> environment = azure.environment();
        environment.put("REDIS_PROTOCOL", "resp3");
        return RedisSettings.fromEnvironment(environment);
    }
}
