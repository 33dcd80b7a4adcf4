package dev.redisentra.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.redisentra.contract.NamedCommandsContract.Named;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.AccessKey;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

import static dev.redisentra.contract.Renewals.retire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What {@link NamedCommandsContract} asks of a client, in one protocol. */
abstract class NamedCommands {
    /** AUTHs are spread over a tenth of what a credential claims to live, and a block is cut to that. */
    private static final Duration CLAIMED = Duration.ofSeconds(1);

    /** What an AUTH behind a command that blocks uncut has to wait for. */
    private static final Duration CLAIMED_UNCUT = Duration.ofSeconds(10);

    private static final Pattern TRACKED = Pattern.compile("tracking_total_keys:(\\d+)");

    private final LocalAzure azure;
    private final Protocol protocol;
    private final BiFunction<RedisSettings, CommandedSource, Named> client;
    private final CommandedSource source;
    private RedisCounters before;

    NamedCommands(LocalAzure azure, Protocol protocol, BiFunction<RedisSettings, CommandedSource, Named> client) {
        this.azure = azure;
        this.protocol = protocol;
        this.client = client;
        source = new CommandedSource(azure.identity(), CLAIMED);
        before = azure.redis().counters();
    }

    @FunctionalInterface
    private interface Use {
        void of(Named connection);
    }

    @BeforeEach
    void anEmptyServer() {
        azure.redis().command(0, "FLUSHALL");
        before = azure.redis().counters();
    }

    @AfterEach
    void nothingIsLeft() {
        await().until(() -> azure.redis().counters().connectionsOpen() == 0);
        await().until(() -> source.listeners() == 0);
    }

    private void with(Use use) {
        Map<String, String> environment = new TreeMap<>(azure.environment());
        environment.put("REDIS_PROTOCOL", protocol.name().toLowerCase(Locale.ROOT));
        try (Named connection = client.apply(RedisSettings.fromEnvironment(environment), source)) {
            assertThat(answer(connection.call("PING"))).isEqualTo("PONG");
            before = azure.redis().counters();
            use.of(connection);
        } catch (ClientUnderTest.Lacking lacking) {
            throw new TestAbortedException(lacking.getMessage(), lacking);
        }
    }

    @Test
    void clientCachingIsForTheCommandThatFollows() {
        with(connection -> {
            assertThat(answer(connection.call("CLIENT", "TRACKING", "ON", "OPTIN")))
                    .isEqualTo("OK");
            for (int renewal = 1; renewal <= Contract.RENEWALS; renewal++) {
                assertThat(answer(connection.call("client", "caching", "yes"))).isEqualTo("OK");
                IssuedToken old = renewUntilDue();
                answer(connection.call("GET", "cached" + renewal));
                assertThat(tracked()).isEqualTo(renewal);
                answer(connection.call("GET", "not cached"));
                assertThat(tracked()).isEqualTo(renewal);
                retire(azure, old);
            }
            staysOpen(connection, Contract.RENEWALS);
        });
    }

    @Test
    void oneReplyIsSkipped() {
        with(connection -> {
            for (int renewal = 1; renewal <= Contract.RENEWALS; renewal++) {
                connection.send("CLIENT", "REPLY", "SKIP");
                IssuedToken old = renewUntilDue();
                connection.send("INCR", "counter");
                assertThat(answer(connection.call("ECHO", "a reply"))).isEqualTo("a reply");
                // A server that did not obey would have answered the INCR: only the reply to this tells.
                assertThat(azure.redis().connectionsWith(old)).isOne();
                assertThat(answer(connection.call("CLIENT", "REPLY", "ON"))).isEqualTo("OK");
                retire(azure, old);
                assertThat(answer(connection.call("GET", "counter"))).isEqualTo(String.valueOf(renewal));
            }
            staysOpen(connection, Contract.RENEWALS);
        });
    }

    @Test
    void repliesAreOffForAWhile() {
        with(connection -> {
            for (int renewal = 1; renewal <= Contract.RENEWALS; renewal++) {
                connection.send("client", "reply", "off");
                connection.send("INCR", "counter");
                IssuedToken old = renewUntilDue();
                connection.send("INCR", "counter");
                assertThat(azure.redis().connectionsWith(old)).isOne();
                assertThat(answer(connection.call("client", "reply", "on"))).isEqualTo("OK");
                retire(azure, old);
                assertThat(answer(connection.call("GET", "counter"))).isEqualTo(String.valueOf(2 * renewal));
            }
            staysOpen(connection, Contract.RENEWALS);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"MULTI INCR EXEC", "multi incr exec", "Multi incr Discard"})
    void aTransactionIsOneWhateverItsNameLooksLike(String names) {
        String[] name = names.split(" ", -1);
        boolean executed = name[2].equalsIgnoreCase("EXEC");
        with(connection -> {
            for (int renewal = 1; renewal <= Contract.RENEWALS; renewal++) {
                assertThat(answer(connection.call(name[0]))).isEqualTo("OK");
                var unused = connection.call(name[1], "counter"); // some clients complete it with the EXEC
                IssuedToken old = renewUntilDue();
                var unusedToo = connection.call(name[1], "counter");
                assertThat(azure.redis().connectionsWith(old)).isOne();
                answer(connection.call(name[2]));
                retire(azure, old);
                Object counted = answer(connection.call("GET", "counter"));
                assertThat(counted).isEqualTo(executed ? String.valueOf(2 * renewal) : null);
            }
            staysOpen(connection, Contract.RENEWALS);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"BLPOP", "blpop"})
    void whatBlocksIsCutWhateverItsNameLooksLike(String name) {
        with(connection -> {
            var element = connection.call(name, "queue", "0");
            await().until(() -> azure.redis().blocked() == 1);
            for (int renewal = 1; renewal <= Contract.RENEWALS; renewal++) {
                retire(azure, source.renew());
            }
            assertThat(element).isNotDone();
            azure.redis().command(0, "RPUSH", "queue", "element");
            assertThat(answer(element)).isEqualTo(List.of("queue", "element"));
            staysOpen(connection, Contract.RENEWALS);
        });
    }

    @Test
    void afterAResetTheConnectionIsNobodysUntilItsNextLogin() {
        with(connection -> {
            for (int renewal = 1; renewal <= Contract.RENEWALS; renewal++) {
                assertThat(answer(connection.call("reset"))).isEqualTo("RESET");
                assertThatThrownBy(() -> answer(connection.call("GET", "key"))).hasStackTraceContaining("NOAUTH");
                long sent = azure.redis().counters().authsSent();
                azure.identity().expire(renewUntilDue());
                assertThat(azure.redis().counters().authsSent()).isEqualTo(sent);

                logsIn(connection, source.current());
                retire(azure, source.renew());
                awaitReauthenticated(renewal);
            }
            staysOpen(connection, 2L * Contract.RENEWALS);
        });
    }

    @Test
    void aSecondLoginWithTheSourcesCredentialCountsAsOne() {
        with(connection -> {
            logsIn(connection, source.current());
            for (int renewal = 1; renewal <= Contract.RENEWALS; renewal++) {
                retire(azure, source.renew());
                awaitReauthenticated(renewal);
                logsIn(connection, source.current());
            }
            staysOpen(connection, 2L * Contract.RENEWALS + 1);
        });
    }

    /** What is for the next command alone keeps the AUTH back until that command is the login. */
    @Test
    void whoLogsInByHandBeforeItsAuthGetsNone() {
        with(connection -> {
            assertThat(answer(connection.call("CLIENT", "TRACKING", "ON", "OPTIN")))
                    .isEqualTo("OK");
            for (int renewal = 1; renewal <= Contract.RENEWALS; renewal++) {
                assertThat(answer(connection.call("CLIENT", "CACHING", "YES"))).isEqualTo("OK");
                IssuedToken old = renewUntilDue();
                logsIn(connection, source.current());
                retire(azure, old);
            }
            staysOpen(connection, Contract.RENEWALS);
            assertThat(source.reauthenticated()).isZero();
        });
    }

    @Test
    void aConnectionOfAnotherUserIsNoneOfOurBusiness() {
        with(connection -> {
            assertThat(answer(connection.call("AUTH", "default", azure.redis().accessKey(AccessKey.PRIMARY))))
                    .isEqualTo("OK");
            for (int renewal = 1; renewal <= Contract.RENEWALS; renewal++) {
                azure.identity().expire(renewUntilDue());
                assertThat(answer(connection.call("PING"))).isEqualTo("PONG");
            }
            assertThat(azure.redis().counters().since(before).authsSent()).isOne();
            assertThat(source.reports()).isEmpty();

            logsIn(connection, source.current());
            retire(azure, source.renew());
            staysOpen(connection, 3);
        });
    }

    @Test
    void whatMonitorsIsReportedAndLeftAlone() {
        with(connection -> {
            assertThat(answer(connection.call("MONITOR"))).isEqualTo("OK");
            await().until(() -> source.reports().stream()
                    .anyMatch(event -> event instanceof AuthEvent.ReauthenticationStalled stalled
                            && stalled.reason().contains("MONITOR")));
            IssuedToken monitors = source.token();
            for (int renewal = 1; renewal <= Contract.RENEWALS; renewal++) {
                renewUntilDue();
                assertThat(azure.redis().connectionsWith(monitors)).isOne();
            }
            RedisCounters seen = azure.redis().counters().since(before);
            assertThat(seen.authsSent()).isZero();
            assertThat(seen.connectionsOpen()).isZero(); // none more, none less
            assertThat(source.reports()).hasSize(1);
        });
    }

    @Test
    void aStreamThatMayNotBeLookedAtIsReadInOneGo() {
        source.renew(CLAIMED_UNCUT);
        with(connection -> {
            for (int round = 1; round <= Contract.RENEWALS; round++) {
                forbid("xrevrange");
                long reads = azure.redis().calls("xread");
                var element = connection.call("XREAD", "BLOCK", "0", "STREAMS", "stream", "$");
                await().until(() -> azure.redis().blocked() == 1);
                IssuedToken old = source.token();
                source.renew();
                source.renew();
                azure.redis().command(0, "XADD", "stream", round + "-0", "field", "value");
                assertThat(String.valueOf(answer(element)))
                        .contains(round + "-0")
                        .contains("value");
                assertThat(azure.redis().calls("xread") - reads).isOne();
                retire(azure, old);
                assertThat(answer(connection.call("PING"))).isEqualTo("PONG");
            }
            RedisCounters seen = azure.redis().counters().since(before);
            assertThat(seen.connectionsOpened()).isZero();
            assertThat(seen.closedAtExpiry()).isZero();
            assertThat(source.refusals()).isEmpty();
        });
    }

    /** For all users that this source's tokens have been until now. */
    private void forbid(String command) {
        if (azure.redis().command(0, "ACL", "USERS") instanceof List<?> users) {
            for (Object user : users) {
                if (user.toString().startsWith(source.token().principalId())) {
                    azure.redis().command(0, "ACL", "SETUSER", user.toString(), "-" + command);
                }
            }
        }
    }

    /** How many keys the server would tell somebody of. */
    private long tracked() {
        Matcher figure = TRACKED.matcher(String.valueOf(azure.redis().command(0, "INFO", "stats")));
        assertThat(figure.find()).isTrue();
        return Long.parseLong(figure.group(1));
    }

    private static void logsIn(Named connection, RedisCredential with) {
        assertThat(answer(
                        connection.call("AUTH", with.username(), with.password().reveal())))
                .isEqualTo("OK");
    }

    /** Renews, and returns when the AUTH for it is due: from then on it goes out as soon as it may. The token before. */
    private IssuedToken renewUntilDue() {
        IssuedToken old = source.renew();
        Instant due = Instant.now().plus(CLAIMED.dividedBy(5));
        await().pollInterval(Duration.ofMillis(20)).until(() -> Instant.now().isAfter(due));
        return old;
    }

    /** The server knows of it a little before. */
    private void awaitReauthenticated(long times) {
        await().until(() -> source.reauthenticated() >= times);
        assertThat(source.reauthenticated()).isEqualTo(times);
    }

    /** The same connection answers still, after so many AUTHs, none of them refused. */
    private void staysOpen(Named connection, long auths) {
        assertThat(answer(connection.call("PING"))).isEqualTo("PONG");
        RedisCounters seen = azure.redis().counters().since(before);
        assertThat(seen.connectionsOpened()).isZero();
        assertThat(seen.closedAtExpiry()).isZero();
        assertThat(seen.authsRefused()).isZero();
        assertThat(seen.authsAccepted()).isEqualTo(auths);
        assertThat(source.refusals()).isEmpty();
    }

    private static @Nullable Object answer(CompletableFuture<@Nullable Object> reply) {
        try {
            return reply.get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
