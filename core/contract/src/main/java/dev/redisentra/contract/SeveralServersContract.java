package dev.redisentra.contract;

import java.time.Duration;

import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

import static dev.redisentra.contract.Renewals.retire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that choose between servers: by what a sentinel says, by who is the master, or of several databases. The sentinel
 * is in the clear and asks for no login, and its master speaks TLS. Each client has its own ways to choose: they are its
 * tests, and here is what they have in common.
 */
@Tag("scaled")
@WithLocalAzure
public abstract class SeveralServersContract {
    protected final LocalAzure azure;
    protected final CommandedSource source;
    private RedisCounters before;

    protected SeveralServersContract(LocalAzure azure) {
        this.azure = azure;
        source = new CommandedSource(azure.identity(), Duration.ofSeconds(1));
        before = azure.redis().counters();
    }

    /** {@code SET}. */
    @FunctionalInterface
    public interface Setting {
        String set(String key, String value);
    }

    @BeforeEach
    void start() {
        before = azure.redis().counters();
    }

    @AfterEach
    void nothingIsLeft() {
        await().until(() -> azure.redis().counters().connectionsOpen() == 0);
        await().until(() -> source.listeners() == 0);
    }

    /** None that failed, and it has no user to log in. */
    protected static void sawNoLogin(PlainRedis sentinel) {
        assertThat(sentinel.ask("ACL LOG")).contains("*0");
    }

    protected void outlivesRenewals(Setting redis) {
        assertThat(redis.set("key", "first")).isEqualTo("OK");
        long reauthenticated = source.reauthenticated();
        for (int renewal = 1; renewal <= Contract.RENEWALS; renewal++) {
            retire(azure, source.renew());
            assertThat(redis.set("key", "value " + renewal)).isEqualTo("OK");
        }
        await().untilAsserted(() ->
                assertThat(source.reauthenticated() - reauthenticated).isGreaterThanOrEqualTo(Contract.RENEWALS));
        RedisCounters seen = azure.redis().counters().since(before);
        assertThat(seen.closedAtExpiry()).isZero();
        assertThat(seen.authsRefused()).isZero();
    }
}
