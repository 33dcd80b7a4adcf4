package dev.redisentra.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.redisentra.contract.ClientUnderTest.Channel;
import dev.redisentra.contract.ClientUnderTest.Subscription;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.diagnosis.Diagnosis;
import dev.redisentra.testkit.AccessPolicy;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.util.Throwables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static dev.redisentra.contract.Renewals.retire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * What the service permits: each access policy through renewals, the least that a client needs, and what is taken away while
 * connections live.
 */
public abstract class PermissionsContract {
    /** AUTHs are spread over a tenth of it. */
    private static final Duration CLAIMED = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** The commands of a user that has few, on every key. */
    private static final String FEW = "+get +set allkeys ";

    /** In each third of a cluster's slots there are some. */
    private static final List<String> KEYS =
            IntStream.range(0, 12).mapToObj(i -> "key-" + i).toList();

    private static final Pattern REFUSED = Pattern.compile("cmdstat_(\\S+?):.*rejected_calls=([1-9]\\d*)");

    /** What this suite itself has refused. */
    private static final List<String> OF_THE_USER = List.of("get", "set", "subscribe");

    /** A new client for one endpoint, as the settings have it. Closing it must not close the source. */
    protected abstract ClientUnderTest standalone(RedisSettings settings, CredentialSource source);

    /** The same for a cluster. */
    protected abstract ClientUnderTest cluster(RedisSettings settings, CredentialSource source);

    private ClientUnderTest open(LocalAzure azure, @Nullable Protocol protocol, CredentialSource source) {
        RedisSettings settings = settings(azure, protocol);
        return azure.redis().topology() == Topology.CLUSTER ? cluster(settings, source) : standalone(settings, source);
    }

    // Policies

    @Test
    @WithLocalAzure
    void eachPolicyCarriesThroughRenewals(LocalAzure azure) {
        throughRenewals(azure);
    }

    @Tag("long")
    @Test
    @WithLocalAzure(topology = Topology.CLUSTER)
    void eachPolicyCarriesThroughRenewalsInACluster(LocalAzure azure) {
        throughRenewals(azure);
    }

    private void throughRenewals(LocalAzure azure) {
        for (String policy :
                List.of(AccessPolicy.DATA_OWNER, AccessPolicy.DATA_CONTRIBUTOR, AccessPolicy.DATA_READER)) {
            azure.redis().accessPolicy(policy);
            try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
                    ClientUnderTest client = open(azure, Protocol.RESP3, source)) {
                throughRenewals(azure, source, () -> {
                    if (policy.equals(AccessPolicy.DATA_READER)) {
                        reads(client);
                        refused(() -> client.set("key", "value"));
                    } else {
                        writes(client);
                    }
                });
            }
        }
    }

    // The least

    @Test
    @WithLocalAzure
    void theLeastThatThePageHasIsEnoughAndNothingOfItCanBeLeftOut(LocalAzure azure) {
        isTheLeast(azure, null);
    }

    @Tag("long")
    @Test
    @WithLocalAzure
    void soItIsInTheOlderProtocol(LocalAzure azure) {
        isTheLeast(azure, Protocol.RESP2);
    }

    @Tag("long")
    @Test
    @WithLocalAzure(topology = Topology.CLUSTER)
    void soItIsInACluster(LocalAzure azure) {
        isTheLeast(azure, Protocol.RESP3);
        isTheLeast(azure, Protocol.RESP2);
    }

    /** @param protocol null for one that the settings leave open, which a connection finds out */
    private void isTheLeast(LocalAzure azure, @Nullable Protocol protocol) {
        MinimumPermissions page = MinimumPermissions.of(Compatibility.clientOf(getClass()));
        List<String> least = page.in(azure.redis().topology());
        forget(azure);
        azure.redis().accessPolicy(FEW + String.join(" ", least));
        worksThroughRenewals(azure, protocol);
        assertThat(page.goneWithout()).containsAll(refusedCommands(azure));
        for (String one : least) {
            List<String> others = new ArrayList<>(least);
            others.remove(one);
            azure.redis().accessPolicy(FEW + String.join(" ", others));
            Throwable failure = catchThrowable(() -> worksThroughRenewals(azure, protocol));
            assertThat(failure).as("without %s", one).isNotNull();
        }
    }

    private void worksThroughRenewals(LocalAzure azure, @Nullable Protocol protocol) {
        try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
                ClientUnderTest client = open(azure, protocol, source)) {
            throughRenewals(azure, source, () -> writes(client));
        }
    }

    private static void forget(LocalAzure azure) {
        for (int node = 0; node < azure.redis().ports().size(); node++) {
            azure.redis().command(node, "CONFIG", "RESETSTAT");
        }
    }

    /** On all nodes, other than by this suite. */
    private static List<String> refusedCommands(LocalAzure azure) {
        return IntStream.range(0, azure.redis().ports().size())
                .mapToObj(node -> String.valueOf(azure.redis().command(node, "INFO", "commandstats")))
                .flatMap(stats -> REFUSED.matcher(stats).results())
                .map(refused -> refused.group(1))
                .filter(command -> !OF_THE_USER.contains(command))
                .distinct()
                .toList();
    }

    /** By the clock, which is the heartbeat's: up to 15 s until an idle connection gets a PING. */
    @Tag("long")
    @Test
    @WithLocalAzure
    void aPingThatIsNotPermittedShowsThatSomebodyIsThere(LocalAzure azure) {
        azure.redis().accessPolicy(FEW);
        try (CommandedSource source = new CommandedSource(azure.identity(), Duration.ofHours(1));
                ClientUnderTest client = open(azure, Protocol.RESP3, source)) {
            writes(client);
            long connections = azure.redis().counters().connectionsOpen();
            await().atMost(PATIENCE).until(() -> refusedPings(azure) >= 2 * connections);
            assertThat(source.reports()).isEmpty();
            writes(client);
        }
    }

    private static long refusedPings(LocalAzure azure) {
        return REFUSED.matcher(String.valueOf(azure.redis().command(0, "INFO", "commandstats")))
                .results()
                .filter(refused -> refused.group(1).equals("ping"))
                .mapToLong(refused -> Long.parseLong(refused.group(2)))
                .sum();
    }

    /** In RESP2 the session has it leave its channels for an AUTH. */
    @Test
    @WithLocalAzure
    void aSubscriberThatMayNotLeaveHearsOnAndIsReauthenticatedWhenItMay(LocalAzure azure) {
        azure.redis().accessPolicy(FEW + "+subscribe");
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
                ClientUnderTest client = open(azure, Protocol.RESP2, source)) {
            Subscription subscription = client.subscribe(Channel.CHANNEL, "news", heard::add);
            IssuedToken old = source.renew(CLAIMED);
            await().atMost(PATIENCE).until(() -> !source.refusals().isEmpty());
            publish(azure, "one");
            await().atMost(PATIENCE).until(() -> heard.contains("one"));

            azure.redis().accessPolicy(FEW + "+subscribe +unsubscribe");
            retire(azure, old);
            publish(azure, "two");
            await().atMost(PATIENCE).until(() -> heard.contains("two"));
            assertThat(heard).containsExactly("one", "two");
            assertThat(azure.redis().counters().closedAtExpiry()).isZero();
            assertThat(source.reports())
                    .allMatch(event -> event instanceof AuthEvent.Reauthenticated
                            || event instanceof AuthEvent.ReauthenticationFailed);
            subscription.close();
        }
    }

    private static void publish(LocalAzure azure, String message) {
        azure.redis().command(0, "PUBLISH", "news", message);
    }

    // What is taken away

    @Test
    @WithLocalAzure
    void aPolicyThatChangesIsTheUsersToHearOfAndConnectionsGoOn(LocalAzure azure) {
        try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
                ClientUnderTest client = open(azure, Protocol.RESP3, source)) {
            writes(client);
            RedisCounters before = azure.redis().counters();
            throughRenewals(azure, source, () -> {
                azure.redis().accessPolicy("+get allkeys");
                refused(() -> client.set("key", "value"));
                reads(client);
                azure.redis().accessPolicy(AccessPolicy.DATA_OWNER);
                writes(client);
            });
            assertThat(azure.redis().counters().since(before).connectionsOpened())
                    .isZero();
        }
    }

    /** As the service refuses who is assigned no more. */
    @Test
    @WithLocalAzure
    void anAssignmentThatIsRemovedIsToldWithItsRemedyAndComesBackByItself(LocalAzure azure) {
        RedisSettings settings = settings(azure, Protocol.RESP3);
        try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
                ClientUnderTest client = open(azure, Protocol.RESP3, source)) {
            writes(client);
            azure.redis().refuseAuth();
            azure.redis().dropConnections();
            // Which opens a connection where the client does not by itself, and waits for the end where it does.
            CompletableFuture<Boolean> asked =
                    CompletableFuture.supplyAsync(() -> client.answers(KEYS.get(0), "value"));
            await().atMost(PATIENCE).until(() -> refusedLogins(source).findAny().isPresent());
            String principal = azure.identity().principalId();
            Diagnosis diagnosis =
                    Diagnosis.of(refusedLogins(source).findFirst().orElseThrow().cause(), settings, principal);
            assertThat(diagnosis.problem()).isEqualTo(Diagnosis.Problem.LOGIN);
            assertThat(diagnosis.remedy()).contains("access-policy-assignment create", "--object-id " + principal);

            azure.redis().acceptAuth();
            await().atMost(PATIENCE).until(() -> client.answers(KEYS.get(0), "value") && asked.isDone());
            throughRenewals(azure, source, () -> writes(client));
        }
    }

    private static Stream<AuthEvent.LoginRefused> refusedLogins(CommandedSource source) {
        return source.reports().stream()
                .filter(AuthEvent.LoginRefused.class::isInstance)
                .map(AuthEvent.LoginRefused.class::cast);
    }

    @Test
    @WithLocalAzure
    void accessKeysThatAreDisabledDropEveryConnectionAndEachComesBackByItself(LocalAzure azure) {
        try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
                ClientUnderTest client = open(azure, Protocol.RESP3, source)) {
            writes(client);
            RedisCounters before = azure.redis().counters();
            azure.redis().disableAccessKeys();
            await().atMost(PATIENCE).until(() -> client.answers(KEYS.get(0), "value"));
            assertThat(azure.redis().counters().since(before).connectionsOpened())
                    .isPositive();
            throughRenewals(azure, source, () -> writes(client));
            assertThat(refusedLogins(source)).isEmpty();
        }
    }

    // Steps

    private static void throughRenewals(LocalAzure azure, CommandedSource source, Runnable work) {
        long closed = azure.redis().counters().closedAtExpiry();
        work.run();
        for (int renewal = 0; renewal < Contract.RENEWALS; renewal++) {
            retire(azure, source.renew(CLAIMED));
            work.run();
        }
        assertThat(azure.redis().counters().closedAtExpiry()).isEqualTo(closed);
        assertThat(source.refusals()).isEmpty();
    }

    private static void writes(ClientUnderTest client) {
        for (String key : KEYS) {
            assertThat(client.set(key, "value")).isEqualTo("OK");
        }
        reads(client);
    }

    private static void reads(ClientUnderTest client) {
        for (String key : KEYS) {
            assertThat(client.get(key)).isEqualTo("value");
        }
    }

    /** By the client's own exception, which tells what is not permitted. */
    private void refused(ThrowingCallable command) {
        Throwable refusal = catchThrowable(command);
        assertThat(refusal).isNotNull();
        assertThat(refusal.getClass().getName())
                .contains(Compatibility.clientOf(getClass()).toLowerCase(Locale.ROOT));
        assertThat(Throwables.getStackTrace(refusal)).contains("NOPERM");
    }

    private static RedisSettings settings(LocalAzure azure, @Nullable Protocol protocol) {
        Map<String, String> environment = azure.environment();
        if (protocol != null) {
            environment.put("REDIS_PROTOCOL", protocol.name().toLowerCase(Locale.ROOT));
        }
        return RedisSettings.fromEnvironment(environment);
    }
}
