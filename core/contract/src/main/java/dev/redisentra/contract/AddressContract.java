package dev.redisentra.contract;

import java.time.Duration;
import java.util.Map;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Topology;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.redisentra.contract.Renewals.retire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Clusters whose nodes announce themselves in other ways than by an address that is theirs. */
public abstract class AddressContract {
    private static final Duration CLAIMED = Duration.ofSeconds(10);

    /** A new client for a cluster, as the settings have it. Closing it must not close the source. */
    protected abstract ClientUnderTest cluster(RedisSettings settings, CredentialSource source);

    /** What the nodes announce. The certificate names the host alone. */
    enum Announced {
        ADDRESS,
        PRIVATE_ADDRESS,
        HOST_NAME;

        LocalAzure start() {
            LocalAzure.Builder builder = LocalAzure.builder().topology(Topology.CLUSTER);
            return switch (this) {
                case ADDRESS -> builder.start();
                case PRIVATE_ADDRESS -> builder.announcePrivateAddress().start();
                case HOST_NAME -> builder.announceHostNames().start();
            };
        }
    }

    /** The one that nobody reaches by itself; the other two are what each cluster test has, and the clients' own tests. */
    @Test
    void nodesBehindAPrivateAddressAreReachedAndStayLoggedIn() {
        staysLoggedIn(Announced.PRIVATE_ADDRESS);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"PRIVATE_ADDRESS"})
    void eachNodeIsReachedAndStaysLoggedIn(Announced announced) {
        staysLoggedIn(announced);
    }

    private void staysLoggedIn(Announced announced) {
        try (LocalAzure azure = announced.start();
                CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
                ClientUnderTest client = cluster(settings(azure), source)) {
            setsEverywhere(client, azure);
            retire(azure, source.renew(CLAIMED));
            setsEverywhere(client, azure);
            assertThat(azure.redis().counters().closedAtExpiry()).isZero();
        }
    }

    @Tag("long")
    @Test
    void aReplicaThatIsGoneAndStillAnnouncedHoldsUpNobody() {
        try (LocalAzure azure =
                LocalAzure.builder().topology(Topology.CLUSTER).replicas(1).start()) {
            azure.redis().stop(5);
            try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
                    ClientUnderTest client = cluster(settings(azure), source)) {
                setsEverywhere(client, azure);
            }
        }
    }

    /** That a client refuses to start while a part of the keys is out of reach is its own affair. */
    protected boolean startsWithoutAllMasters() {
        return true;
    }

    @Tag("long")
    @Test
    void aMasterThatIsGoneAndStillAnnouncedHoldsUpItsOwnKeysAlone() {
        assumeTrue(startsWithoutAllMasters(), "the client does not start unless all slots are covered");
        try (LocalAzure azure = Announced.ADDRESS.start()) {
            azure.redis().stop(2);
            try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
                    ClientUnderTest client = cluster(settings(azure), source)) {
                for (int i = 0; i < 30; i++) {
                    String key = "key-" + i;
                    if (!isOnTheLast(key, azure)) {
                        assertThat(client.set(key, "value")).isEqualTo("OK");
                    }
                }
            }
        }
    }

    @Tag("long")
    @Test
    void aServiceThatDoesNotKnowClusterMyidServes() {
        try (LocalAzure azure = Announced.ADDRESS.start()) {
            azure.redis().unknown("CLUSTER MYID");
            try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
                    ClientUnderTest client = cluster(settings(azure), source)) {
                setsEverywhere(client, azure);
            }
        }
    }

    /** Each of the three nodes has a third of the slots. */
    private static boolean isOnTheLast(String key, LocalAzure azure) {
        return azure.redis().command(0, "CLUSTER", "KEYSLOT", key) instanceof Long slot && slot >= 16_384 * 2 / 3;
    }

    private static void setsEverywhere(ClientUnderTest client, LocalAzure azure) {
        long before = azure.redis().calls("set");
        for (int i = 0; i < 30; i++) {
            assertThat(client.set("key-" + i, "value")).isEqualTo("OK");
        }
        assertThat(azure.redis().calls("set") - before).isGreaterThanOrEqualTo(30);
    }

    private static RedisSettings settings(LocalAzure azure) {
        Map<String, String> environment = azure.environment();
        environment.put("REDIS_PROTOCOL", "resp3");
        return RedisSettings.fromEnvironment(environment);
    }
}
