package dev.redisentra.redisson;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Setting;
import dev.redisentra.core.config.Topology;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.redisson.api.BatchOptions;
import org.redisson.api.BatchOptions.ExecutionMode;
import org.redisson.api.BatchResult;
import org.redisson.api.RBatch;
import org.redisson.api.RBucket;
import org.redisson.api.RFuture;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What is Redisson's alone to promise of a renewal, besides the contract. Tokens are renewed and expired by command. */
abstract class RenewalContract {
    private static final int RENEWALS = 5;

    private static final Duration CLAIMED = Duration.ofSeconds(4);

    /** What the client keeps for each node. */
    private static final int POOLED = 4;

    /** So long that messages come in parts. */
    private static final String PADDING = "-".repeat(3000);

    private static final String PUBLISH =
            "for i = ARGV[2], ARGV[3] do redis.call('PUBLISH', 'news', ARGV[1] .. string.format('%d', i)) end";

    private final Protocol protocol;
    private LocalAzure azure;
    private RedisSettings settings;
    private CommandedSource source;
    private @Nullable RedissonClient client;

    RenewalContract(Protocol protocol) {
        this.protocol = protocol;
    }

    @BeforeEach
    void prepare(LocalAzure local) {
        azure = local;
        azure.identity().tokenLifetime(Duration.ofHours(1));
        for (int node = 0; node < azure.redis().ports().size(); node++) {
            azure.redis().command(node, "FLUSHALL");
        }
        settings = RedisSettings.from(setting -> setting == Setting.PROTOCOL
                ? protocol.toString()
                : azure.environment().get(setting.variable()));
        source = new CommandedSource(azure.identity(), CLAIMED);
    }

    @AfterEach
    void closeClient() {
        azure.redis().acceptAuth();
        if (client != null) {
            client.shutdown();
        }
        await().until(() -> azure.redis().counters().connectionsOpen() == 0);
    }

    private RedissonClient open(CredentialSource from) {
        RedissonClient opened = settings.topology() == Topology.CLUSTER
                ? RedissonClients.cluster(settings, from)
                : RedissonClients.standalone(settings, from);
        client = opened;
        return opened;
    }

    private long connections() {
        return azure.redis().counters().connectionsOpen();
    }

    @Test
    void twoRenewalsInARowAreAnsweredByOneAuth() {
        open(source);
        long connections = connections();
        RedisCounters before = azure.redis().counters();

        List<IssuedToken> old = source.renewTwice();
        awaitReauthenticated(connections);
        old.forEach(azure.identity()::expire);

        RedisCounters seen = azure.redis().counters().since(before);
        assertThat(seen.authsSent()).isEqualTo(connections);
        assertThat(seen.authsRefused()).isZero();
        assertThat(seen.closedAtExpiry()).isZero();
    }

    @Test
    void aRenewalInTheMiddleOfAHandshakeIsNotMissed() {
        RedissonClient redis = open(source);
        long connections = connections();
        List<IssuedToken> old = new ArrayList<>();
        List<CompletableFuture<?>> blocked = new ArrayList<>();
        for (int i = 0; i < POOLED; i++) {
            blocked.add(block(redis, "queue", Duration.ofSeconds(1)));
        }
        RedisCounters before = azure.redis().counters();
        // A new session's own look is the first, what the handshake reads is the second; any other look is one too
        // early.
        source.afterNextRead(() -> source.afterNextRead(() -> old.add(source.renew())));
        blocked.add(block(redis, "queue", Duration.ofSeconds(1)));

        blocked.forEach(CompletableFuture::join);
        await().until(() -> azure.redis().connectionsWith(old.get(0)) == 0);
        assertThat(source.reauthenticated()).isGreaterThanOrEqualTo(connections);
        azure.identity().expire(old.get(0));

        RedisCounters seen = azure.redis().counters().since(before);
        assertThat(seen.connectionsOpened()).isOne();
        assertThat(seen.closedAtExpiry()).isZero();
    }

    @Test
    void aRefusedAuthLeavesTheConnectionAliveAndIsTriedAgain() {
        source.renew(Duration.ofSeconds(12));
        RedissonClient redis = open(source);
        long connections = connections();
        RedisCounters before = azure.redis().counters();
        azure.redis().refuseAuth();
        IssuedToken old = source.renew();

        await().until(() -> source.refusals().size() >= connections);
        for (int i = 0; i < 200; i++) {
            roundTrip(redis);
        }
        RedisCounters refused = azure.redis().counters().since(before);
        assertThat(source.refusals()).allSatisfy(refusal -> assertThat(refusal).hasMessageContaining("WRONGPASS"));
        assertThat(source.refusals())
                .allSatisfy(refusal -> assertThat(refusal)
                        .hasMessageNotContaining(source.current().password().reveal()));
        assertThat(refused.connectionsOpened()).isZero();
        assertThat(refused.connectionsOpen()).isZero();

        azure.redis().acceptAuth();
        awaitReauthenticated(connections);
        azure.identity().expire(old);
        assertThat(azure.redis().counters().since(before).closedAtExpiry()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = ExecutionMode.class,
            names = {"IN_MEMORY", "IN_MEMORY_ATOMIC", "REDIS_WRITE_ATOMIC"})
    void aBatchThatIsOpenAcrossARenewalAnswersRight(ExecutionMode mode) throws Exception {
        RedissonClient redis = open(source);
        long connections = connections();
        RedisCounters before = azure.redis().counters();
        for (int renewal = 1; renewal <= RENEWALS; renewal++) {
            RBatch batch = redis.createBatch(BatchOptions.defaults().executionMode(mode));
            List<RFuture<Long>> counts = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                counts.add(batch.getAtomicLong("{batch}").incrementAndGetAsync());
            }
            IssuedToken old = source.renew();
            // All but the one that the batch may hold.
            long heldBack = mode == ExecutionMode.REDIS_WRITE_ATOMIC ? 1 : 0;
            awaitReauthenticated(renewal * connections - heldBack);
            for (int i = 0; i < 10; i++) {
                counts.add(batch.getAtomicLong("{batch}").incrementAndGetAsync());
            }
            BatchResult<?> result = batch.execute();
            awaitReauthenticated(renewal * connections);
            azure.identity().expire(old);

            List<Long> expected = new ArrayList<>();
            for (int i = 1; i <= 20; i++) {
                expected.add((renewal - 1) * 20L + i);
            }
            assertThat((Object) result.getResponses()).isEqualTo(expected);
            for (int i = 0; i < 20; i++) {
                assertThat(counts.get(i).get()).isEqualTo(expected.get(i));
            }
        }
        assertThat(azure.redis().counters().since(before).closedAtExpiry()).isZero();
    }

    private static CompletableFuture<@Nullable String> block(RedissonClient redis, String queue, Duration time) {
        return redis.<String>getBlockingQueue(queue, StringCodec.INSTANCE)
                .pollAsync(time.toSeconds(), TimeUnit.SECONDS)
                .toCompletableFuture();
    }

    @Test
    void allThatIsRenewedAgainAfterAReconnect() throws Exception {
        RedissonClient redis = open(source);
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        RTopic topic = redis.getTopic("news", StringCodec.INSTANCE);
        topic.addListener(String.class, (channel, message) -> messages.add(message));
        long connections = connections();
        RedisCounters before = azure.redis().counters();
        azure.redis().dropConnections();
        await().until(() -> azure.redis().counters().since(before).authsAccepted() >= connections);
        awaitSubscriber();
        long reconnected = connections();
        long reauthenticated = source.reauthenticated();

        IssuedToken old = source.renew();
        awaitReauthenticated(reauthenticated + reconnected);
        azure.identity().expire(old);
        awaitSubscriber();
        topic.publish("message");

        assertThat(messages.poll(60, TimeUnit.SECONDS)).isEqualTo("message");
        assertThat(azure.redis().counters().since(before).closedAtExpiry()).isZero();
        roundTrip(redis);
    }

    @Test
    void noMessageIsLostAroundARenewal() {
        source.renew(Duration.ofMillis(100));
        RedissonClient redis = open(source);
        BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
        redis.getTopic("news", StringCodec.INSTANCE)
                .addListener(
                        String.class,
                        (channel, message) -> received.add(Integer.valueOf(message.substring(PADDING.length()))));
        RedisCounters before = azure.redis().counters();

        int sent = 0;
        for (int burst = 0; burst < 200; burst++) {
            source.renew();
            azure.redis()
                    .command(0, "EVAL", PUBLISH, "0", PADDING, Integer.toString(sent + 1), Integer.toString(sent + 50));
            sent += 50;
            // Not further ahead than a burst: the server drops a subscriber that is too slow.
            int enough = sent - 50;
            await().pollInterval(Duration.ofMillis(1)).until(() -> received.size() >= enough);
        }
        int all = sent;
        await().until(() -> received.size() >= all);

        assertThat(received)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, all).boxed().toList());
        RedisCounters seen = azure.redis().counters().since(before);
        assertThat(seen.authsAccepted()).isGreaterThan(RENEWALS);
        assertThat(seen.connectionsOpened()).isZero();
    }

    private void awaitSubscriber() {
        await().until(() -> {
            for (int node = 0; node < azure.redis().ports().size(); node++) {
                if (azure.redis().command(node, "PUBSUB", "NUMSUB", "news") instanceof List<?> subscribers
                        && subscribers.contains(1L)) {
                    return true;
                }
            }
            return false;
        });
    }

    @Test
    void closingTheSourceFirstLeavesItsConnectionsWorking() {
        RedissonClient redis = open(source);
        source.close();

        roundTrip(redis);
        assertThatThrownBy(() -> open(source)).isInstanceOf(AuthException.class);
        redis.shutdown();
    }

    private void awaitReauthenticated(long times) {
        await().untilAsserted(() -> assertThat(source.reauthenticated()).isEqualTo(times));
    }

    private static void roundTrip(RedissonClient redis) {
        RBucket<String> bucket = redis.getBucket("greeting", StringCodec.INSTANCE);
        bucket.set("hello");
        assertThat(bucket.get()).isEqualTo("hello");
    }
}
