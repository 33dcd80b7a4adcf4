package dev.redisentra.lettuce;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is Lettuce's alone to promise of a renewal, besides the contract. */
abstract class RenewalContract {
    /** What a token claims to live where the AUTHs are to come soon: they are spread over a tenth of it. */
    private static final Duration SHORT = Duration.ofSeconds(3);

    /** What it claims to live where a refused AUTH is to be tried again: after a quarter of it at most. */
    private static final Duration LONG = Duration.ofSeconds(12);

    private final LocalAzure azure;
    private final Protocol protocol;
    private final CommandedSource source;

    RenewalContract(LocalAzure azure, Protocol protocol) {
        this.azure = azure;
        this.protocol = protocol;
        this.source = new CommandedSource(azure.identity(), SHORT);
    }

    @AfterEach
    void nothingIsLeft() {
        azure.redis().acceptAuth();
        await().until(() -> azure.redis().counters().connectionsOpen() == 0);
        assertThat(source.listeners()).isZero();
    }

    @Test
    void aRefusedAuthLeavesTheConnectionAliveAndIsTriedAgain() {
        source.renew(LONG);
        try (Lettuce lettuce = Lettuce.ready(azure, protocol, source)) {
            RedisClusterCommands<String, String> connection = lettuce.connect();
            RedisCounters before = azure.redis().counters();
            IssuedToken old = source.token();
            azure.redis().refuseAuth();
            source.renew(LONG);
            // Of those that only asked for the topology, some may still go.
            await().until(() -> source.refusals().size() >= azure.redis().connectionsWith(old));
            assertThat(source.reauthenticated()).isZero();
            assertThat(connection.set("key", "value")).isEqualTo("OK");
            assertThat(source.reports()).allSatisfy(event -> {
                assertThat(event.client()).isEqualTo("lettuce");
                assertThat(event.toString())
                        .contains("WRONGPASS")
                        .doesNotContain(source.token().value());
            });

            azure.redis().acceptAuth();
            await().until(() -> azure.redis().connectionsWith(old) == 0);
            assertThat(source.reauthenticated()).isPositive();
            azure.identity().expire(old);
            assertThat(connection.ping()).isEqualTo("PONG");
            assertThat(azure.redis().counters().since(before).closedAtExpiry()).isZero();
        }
    }

    @Test
    void whatReconnectsLogsInAnewAndReplaysNoAuth() {
        try (Lettuce lettuce = Lettuce.ready(azure, protocol, source)) {
            RedisClusterCommands<String, String> connection = lettuce.connect();
            IssuedToken old = source.token();
            azure.redis().stop();
            source.renew(SHORT);
            azure.identity().expire(old);
            RedisCounters before = azure.redis().counters();
            azure.redis().start();
            await().ignoreExceptionsInstanceOf(RedisException.class)
                    .until(() -> connection.set("key", "value").equals("OK"));
            // Others may be about to log in.
            await().untilAsserted(() -> {
                RedisCounters after = azure.redis().counters().since(before);
                assertThat(after.authsSent()).isEqualTo(after.connectionsOpened());
                assertThat(after.authsRefused()).isZero();
            });
            assertThat(source.reauthenticated()).isZero();
        }
    }

    @Test
    void connectingWithoutACredentialFailsAtOnceAndSaysWhy() {
        try (Lettuce lettuce = Lettuce.ready(azure, protocol, source)) {
            source.runDry();
            assertThat(CompletableFuture.runAsync(lettuce::connect))
                    .failsWithin(Duration.ofMinutes(1))
                    .withThrowableThat()
                    .withStackTraceContaining("AuthException: Nothing came. Renew it.");
        }
    }
}
