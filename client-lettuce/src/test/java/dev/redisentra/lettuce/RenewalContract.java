package dev.redisentra.lettuce;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What holds for each way to make a client, each protocol and each topology. */
abstract class RenewalContract {
    /** What a token claims to live where the AUTHs are to come soon: they are spread over a tenth of it. */
    private static final Duration SHORT = Duration.ofSeconds(3);

    /** What it claims to live where a refused AUTH is to be tried again: after a quarter of it at most. */
    private static final Duration LONG = Duration.ofSeconds(12);

    private final LocalAzure azure;
    private final CommandedSource source;

    RenewalContract(LocalAzure azure) {
        this.azure = azure;
        this.source = new CommandedSource(azure.identity(), SHORT);
    }

    abstract Lettuce open(LocalAzure azure, CredentialSource source);

    @AfterEach
    void nothingIsLeft() {
        azure.redis().acceptAuth();
        await().until(() -> azure.redis().counters().connectionsOpen() == 0);
        assertThat(source.listeners()).isZero();
    }

    @Test
    void aNewConnectionLogsInWithTheCurrentToken() {
        try (Lettuce lettuce = open(azure, source)) {
            IssuedToken old = source.token();
            source.renew(SHORT);
            azure.identity().expire(old);
            assertThat(lettuce.connect().set("key", "value")).isEqualTo("OK");
        }
    }

    @Test
    void idleBusyAndManyConnectionsSurviveFiveRenewals() {
        try (Lettuce lettuce = open(azure, source)) {
            List<RedisClusterCommands<String, String>> connections = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                connections.add(lettuce.connect());
            }
            long open = settled();
            RedisCounters before = azure.redis().counters();
            try (Load load = new Load(connections.subList(0, 2))) {
                for (int renewal = 1; renewal <= 5; renewal++) {
                    IssuedToken old = source.token();
                    source.renew(SHORT);
                    long expected = renewal * open;
                    await().untilAsserted(
                                    () -> assertThat(source.reauthenticated()).isEqualTo(expected));
                    azure.identity().expire(old);
                }
                load.stop();
                assertThat(load.failures()).isEmpty();
                assertThat(load.commands()).isPositive();
            }
            connections.forEach(idle -> assertThat(idle.ping()).isEqualTo("PONG"));
            RedisCounters during = azure.redis().counters().since(before);
            assertThat(during.closedAtExpiry()).isZero();
            assertThat(during.connectionsOpened()).isZero();
            assertThat(during.authsRefused()).isZero();
            assertThat(during.authsSent()).isEqualTo(5 * open);
            assertThat(source.refusals()).isEmpty();
        }
    }

    @Test
    void aRefusedAuthLeavesTheConnectionAliveAndIsTriedAgain() {
        source.renew(LONG);
        try (Lettuce lettuce = open(azure, source)) {
            RedisClusterCommands<String, String> connection = lettuce.connect();
            long open = settled();
            RedisCounters before = azure.redis().counters();
            IssuedToken old = source.token();
            azure.redis().refuseAuth();
            source.renew(LONG);
            await().until(() -> source.refusals().size() >= open);
            assertThat(source.reauthenticated()).isZero();
            assertThat(connection.set("key", "value")).isEqualTo("OK");
            assertThat(source.reports()).allSatisfy(event -> {
                assertThat(event.client()).isEqualTo("lettuce");
                assertThat(event.toString())
                        .contains("WRONGPASS")
                        .doesNotContain(source.token().value());
            });

            azure.redis().acceptAuth();
            await().until(() -> source.reauthenticated() == open);
            azure.identity().expire(old);
            assertThat(connection.ping()).isEqualTo("PONG");
            assertThat(azure.redis().counters().since(before).closedAtExpiry()).isZero();
        }
    }

    @Test
    void whatReconnectsLogsInAnewAndReplaysNoAuth() {
        try (Lettuce lettuce = open(azure, source)) {
            RedisClusterCommands<String, String> connection = lettuce.connect();
            long open = settled();
            IssuedToken old = source.token();
            azure.redis().stop();
            source.renew(SHORT);
            azure.identity().expire(old);
            RedisCounters before = azure.redis().counters();
            azure.redis().start();
            await().until(() -> azure.redis().counters().connectionsOpen() >= open);
            await().ignoreExceptionsInstanceOf(RedisException.class)
                    .until(() -> connection.set("key", "value").equals("OK"));
            RedisCounters after = azure.redis().counters().since(before);
            assertThat(after.authsRefused()).isZero();
            assertThat(source.reauthenticated()).isZero();
            assertThat(after.authsSent()).isEqualTo(after.connectionsOpened());
        }
    }

    @Test
    void aSourceThatRanDryKeepsNewConnectionsOutUntilItIsRenewed() {
        try (Lettuce lettuce = open(azure, source)) {
            RedisClusterCommands<String, String> connection = lettuce.connect();
            source.runDry();
            azure.redis().dropConnections();
            await().until(() -> azure.redis().counters().connectionsOpen() == 0);
            source.renew(SHORT);
            // Until Lettuce has connected again it queues commands, or fails them with what kept it from connecting.
            await().ignoreExceptionsInstanceOf(AuthException.class)
                    .until(() -> connection.set("key", "value").equals("OK"));
            assertThat(source.refusals()).isEmpty();
        }
    }

    @Test
    void connectingWithoutACredentialFailsAtOnceAndSaysWhy() {
        try (Lettuce lettuce = open(azure, source)) {
            source.runDry();
            assertThat(CompletableFuture.runAsync(lettuce::connect))
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableThat()
                    .withStackTraceContaining("AuthException: Nothing came. Renew it.");
        }
    }

    @Test
    void aSourceThatIsClosedFirstLeavesConnectionsAlone() {
        try (Lettuce lettuce = open(azure, source)) {
            RedisClusterCommands<String, String> connection = lettuce.connect();
            source.close();
            assertThat(connection.set("key", "value")).isEqualTo("OK");
        }
    }

    /** The number of connections, once those that only asked for the topology have gone. */
    private long settled() {
        await().until(() -> azure.redis().counters().connectionsOpen() == source.listeners());
        return source.listeners();
    }
}
