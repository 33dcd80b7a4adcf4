package dev.redisentra.contract;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

import dev.redisentra.contract.ClientUnderTest.Channel;
import dev.redisentra.contract.ClientUnderTest.Subscription;
import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.IdentityFault;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The whole way by the clock, with the real engine and the real azure-identity: the identity is away from a renewal to
 * beyond the expiry. An adapter's test says how a client is opened. Real tokens of seconds want a machine that is not too
 * slow for them, so it is part of the wide lane; {@link Mode#NO_TOKEN} is the same by command.
 */
public abstract class OutageContract {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A new client. Closing it must not close the source. */
    protected abstract ClientUnderTest open(RedisSettings settings, CredentialSource source);

    @Test
    @Tag("long")
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 10)
    void itCostsNothingUntilTheTokenExpiresAndAllComesBackByItself(LocalAzure azure) {
        RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
        List<AuthEvent> events = new CopyOnWriteArrayList<>();
        try (CredentialSource source = CredentialSources.open(settings)) {
            source.await(PATIENCE);
            source.listen(events::add);
            try (ClientUnderTest client = open(settings, source)) {
                client.set("key", "value");
                await("a renewal", () -> saw(events, AuthEvent.Renewed.class));
                azure.identity().fail(IdentityFault.status(404));
                // Each second or so from half of the token's life on.
                await("a renewal has failed", () -> {
                    assertThat(client.get("key")).isEqualTo("value");
                    return saw(events, AuthEvent.RenewalFailed.class);
                });
                assertThat(client.get("key")).isEqualTo("value");

                RedisCounters before = azure.redis().counters();
                await("the token has expired", () -> saw(events, AuthEvent.Expired.class));
                assertThatThrownBy(source::current)
                        .isInstanceOf(AuthException.class)
                        .hasMessageStartingWith("There is no credential. The identity failed");
                // By the server's own clock, and its own thread.
                await(
                        "all that carried it are closed",
                        () -> azure.redis().counters().since(before).closedAtExpiry() >= before.connectionsOpen());
                long closed = azure.redis().counters().closedAtExpiry();

                azure.identity().recover();
                await("commands are answered again", () -> client.answers("key", "value"));
                long renewals = source.status().counters().renewals();
                await("two more renewals", () -> {
                    assertThat(client.get("key")).isEqualTo("value");
                    return source.status().counters().renewals() >= renewals + 2;
                });
                assertThat(azure.redis().counters().closedAtExpiry()).isEqualTo(closed);
            }
        }
    }

    /** By the clock, which is the heartbeat's: up to 15 s until an idle connection gets a PING, and 15 s without an answer. */
    @Test
    @Tag("long")
    @WithLocalAzure
    void connectionsThatFallSilentAreReplaced(LocalAzure azure) {
        RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
        CommandedSource source = new CommandedSource(azure.identity(), Duration.ofHours(1));
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (ClientUnderTest client = open(settings, source)) {
            client.set("key", "value");
            Subscription subscription = client.subscribe(Channel.CHANNEL, "news", heard::add);

            long silent = azure.redis().silenceConnections();

            await("commands are answered again", () -> client.answers("key", "value"));
            await("its subscriber hears again, or its owner was told", () -> {
                azure.redis().command(0, "PUBLISH", "news", "still there?");
                return !heard.isEmpty() || subscription.isLost();
            });
            await("each is reported", () -> source.reports().size() >= silent);
            assertThat(source.reports())
                    .hasOnlyElementsOfType(AuthEvent.ConnectionDied.class)
                    .extracting(AuthEvent.OfConnection::connection)
                    .doesNotHaveDuplicates()
                    .hasSize(Math.toIntExact(silent));
        }
    }

    private static boolean saw(List<AuthEvent> events, Class<? extends AuthEvent> kind) {
        return events.stream().anyMatch(kind::isInstance);
    }

    private static void await(String what, BooleanSupplier condition) {
        assertThat(Bench.until(PATIENCE, condition)).as(what).isTrue();
    }
}
