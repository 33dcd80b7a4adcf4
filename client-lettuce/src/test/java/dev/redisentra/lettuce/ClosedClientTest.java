package dev.redisentra.lettuce;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** What a client leaves in its process when it is closed, or was not made. No other test may start threads meanwhile. */
@Isolated
@WithLocalAzure
class ClosedClientTest {
    private static final Duration CLAIMED = Duration.ofSeconds(1);

    private final RedisSettings settings;
    private final CommandedSource source;

    ClosedClientTest(LocalAzure azure) {
        settings = Lettuce.settings(azure, Protocol.RESP3);
        source = new CommandedSource(azure.identity(), CLAIMED);
    }

    @Test
    void aClosedClientHearsNothingAndLeavesNoThread() {
        Set<Thread> before = lettuceThreads();
        RedisClient client = LettuceClients.standalone(settings, source);
        StatefulRedisConnection<String, String> connection = client.connect();
        assertThat(source.listeners()).isOne();
        client.close();
        client.close();
        assertThat(source.listeners()).isZero();
        awaitNoMoreThan(before);
        source.renew(CLAIMED);

        WeakReference<Object> gone = new WeakReference<>(connection);
        client = null;
        connection = null;
        await().until(() -> {
            System.gc();
            return gone.get() == null;
        });
    }

    @Test
    void aCaThatCannotBeReadIsToldBeforeAnythingIsStarted() {
        Set<Thread> before = lettuceThreads();
        RedisSettings wrong = RedisSettings.builder()
                .host("localhost")
                .tlsCa(Path.of("pom.xml"))
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LettuceClients.standalone(wrong, source))
                .withMessageContaining("pom.xml");
        assertThat(lettuceThreads()).isSubsetOf(before);
    }

    @Test
    void aClientThatFindsNoCredentialLeavesNoThread() {
        Set<Thread> before = lettuceThreads();
        source.runDry();
        assertThatExceptionOfType(AuthException.class).isThrownBy(() -> LettuceClients.standalone(settings, source));
        awaitNoMoreThan(before);
    }

    /** Awaited, as a thread outlives by a moment the shutdown that waits for its executor. */
    private static void awaitNoMoreThan(Set<Thread> before) {
        await().untilAsserted(() -> assertThat(lettuceThreads()).isSubsetOf(before));
    }

    private static Set<Thread> lettuceThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lettuce-"))
                .collect(Collectors.toSet());
    }
}
