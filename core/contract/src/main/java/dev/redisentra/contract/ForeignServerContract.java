package dev.redisentra.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.AccessKey;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.redisentra.contract.Renewals.retire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two clients share what carries the session, and one of them is for a server that has nothing to do with the source. That
 * server never gets a token: neither as a connection opens nor at a renewal.
 */
@Tag("scaled")
public abstract class ForeignServerContract {
    /** AUTHs are spread over a tenth of it. */
    private static final Duration CLAIMED = Duration.ofSeconds(2);

    private static final Pattern LOGINS = Pattern.compile("cmdstat_(?:auth|hello):calls=(\\d+)");

    private static final String PASSWORD = "of-the-foreign-server";

    private final LocalAzure azure;
    private final CommandedSource source;

    @TempDir
    private Path directory;

    protected ForeignServerContract(LocalAzure azure) {
        this.azure = azure;
        source = new CommandedSource(azure.identity(), CLAIMED);
    }

    /**
     * Another server.
     *
     * @param password of its user {@code default}; empty where it asks for none
     */
    public record Foreign(String host, int port, boolean tls, String password) {
        @Override
        public String toString() {
            return "Foreign[" + host + ":" + port + ", tls=" + tls + "]";
        }
    }

    /** Clients that share what the adapter has added to the first. */
    public interface Shared extends AutoCloseable {
        /** {@code SET} on the source's server. */
        void set(String key, String value);

        /** {@code SET} on the foreign one. */
        void setForeign(String key, String value);

        @Override
        void close();
    }

    /** New clients. Closing them must not close the source. The settings' CA knows both servers. */
    protected abstract Shared open(RedisSettings settings, CommandedSource from, Foreign foreign);

    @AfterEach
    void nothingIsLeft() {
        await().until(() -> azure.redis().counters().connectionsOpen() == 0);
        await().until(() -> source.listeners() == 0);
    }

    @Test
    void inTheClear() {
        inTheClear("");
    }

    @Test
    void inTheClearWithAnotherLogin() {
        inTheClear(PASSWORD);
    }

    private void inTheClear(String password) {
        String[] login = password.isEmpty() ? new String[0] : new String[] {"AUTH " + password};
        try (PlainRedis other = PlainRedis.server(password);
                Shared shared = open(
                        settings(azure.redis().certificateAuthority()),
                        source,
                        new Foreign("127.0.0.1", other.port(), false, password))) {
            shared.setForeign("key", "first");
            long logins = logins(other, login);
            throughRenewals(shared);
            assertThat(logins(other, login) - logins).isEqualTo(login.length); // this test's own
            assertThat(ask(other, login, "GET key")).contains("last").doesNotContain("first");
            // A failed login would be there, with its user name.
            assertThat(ask(other, login, "ACL LOG")).contains("*0");
        }
    }

    @Test
    void overTlsWithAnotherLogin() throws IOException {
        try (LocalAzure other = LocalAzure.builder().start();
                Shared shared = open(
                        settings(Files.writeString(
                                directory.resolve("both.pem"),
                                Files.readString(azure.redis().certificateAuthority())
                                        + Files.readString(other.redis().certificateAuthority()))),
                        source,
                        new Foreign(
                                other.redis().host(),
                                other.redis().port(),
                                true,
                                other.redis().accessKey(AccessKey.PRIMARY)))) {
            shared.setForeign("key", "first");
            RedisCounters before = other.redis().counters();
            throughRenewals(shared);
            RedisCounters seen = other.redis().counters().since(before);
            assertThat(seen.authsSent()).isEqualTo(seen.connectionsOpened());
            assertThat(other.redis().counters().authsRefused()).isZero();
            assertThat(other.redis().command(0, "GET", "key")).isEqualTo("last");
        }
    }

    private RedisSettings settings(Path authorities) {
        Map<String, String> environment = new TreeMap<>(azure.environment());
        environment.put("REDIS_TLS_CA", authorities.toString());
        return RedisSettings.fromEnvironment(environment);
    }

    private void throughRenewals(Shared shared) {
        shared.set("key", "first");
        RedisCounters before = azure.redis().counters();
        for (int renewal = 1; renewal <= Contract.RENEWALS; renewal++) {
            retire(azure, source.renew());
            shared.set("key", "value " + renewal);
            shared.setForeign("key", "value " + renewal);
        }
        shared.setForeign("key", "last");
        RedisCounters seen = azure.redis().counters().since(before);
        assertThat(seen.authsAccepted()).isGreaterThanOrEqualTo(Contract.RENEWALS);
        assertThat(seen.closedAtExpiry()).isZero();
        assertThat(source.refusals()).isEmpty();
    }

    private static String ask(PlainRedis server, String[] login, String question) {
        return login.length == 0 ? server.ask(question) : server.ask(login[0], question);
    }

    /** AUTHs and HELLOs of all clients until now. */
    private static long logins(PlainRedis server, String[] login) {
        return LOGINS.matcher(ask(server, login, "INFO commandstats"))
                .results()
                .map(MatchResult::group)
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1)))
                .sum();
    }
}
