package dev.redisentra.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import dev.redisentra.core.auth.AccessKeyStrategy;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.AuthStrategy;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import dev.redisentra.core.config.RedisSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** From settings to what a source logs in with. */
@Timeout(120)
class CredentialSourcesTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    @Test
    void triesTheSecondaryKeyWhereThePrimaryIsRefused() {
        AccessKeyStrategy keys = CredentialSources.keysOf(
                settings(Map.of("REDIS_ACCESS_KEY", "one", "REDIS_ACCESS_KEY_SECONDARY", "two")));

        assertThat(keys.mayChange()).isFalse();
        assertOneThenTwo(keys);
    }

    @Test
    void readsBothKeysFromFiles() throws IOException {
        AccessKeyStrategy keys = CredentialSources.keysOf(settings(Map.of(
                "REDIS_ACCESS_KEY_FILE", file("one").toString(),
                "REDIS_ACCESS_KEY_SECONDARY_FILE", file("two").toString())));

        assertThat(keys.mayChange()).isTrue();
        assertOneThenTwo(keys);
    }

    @Test
    void takesAKeyFromASettingAndTheOtherFromAFile() throws IOException {
        assertOneThenTwo(CredentialSources.keysOf(settings(Map.of(
                "REDIS_ACCESS_KEY",
                "one",
                "REDIS_ACCESS_KEY_SECONDARY_FILE",
                file("two").toString()))));
        assertOneThenTwo(CredentialSources.keysOf(settings(
                Map.of("REDIS_ACCESS_KEY_FILE", file("one").toString(), "REDIS_ACCESS_KEY_SECONDARY", "two"))));
    }

    @Test
    void fallsBackAfterFiveSecondsOnEitherKey() {
        Fallback fallback = CredentialSources.fallbackOf(
                settings(Map.of("REDIS_ACCESS_KEY", "one", "REDIS_ACCESS_KEY_SECONDARY", "two")));

        assertThat(fallback.grace()).isEqualTo(Duration.ofSeconds(5));
        assertOneThenTwo(((AccessKeyStrategy) fallback.strategy()));
    }

    @Test
    void changesTheKeyOfAnOpenSource() throws InterruptedException {
        BlockingQueue<AuthEvent> told = new LinkedBlockingQueue<>();
        try (CredentialSource source = CredentialSources.open(
                settings(Map.of("REDIS_ACCESS_KEY", "one", "REDIS_ACCESS_KEY_SECONDARY", "two")))) {
            RedisCredential one = source.await(LONG);
            source.listen(told::add);

            source.report(new AuthEvent.LoginRefused("a client", one, new IllegalStateException("WRONGPASS")));

            while (source.current().equals(one)) {
                told.take();
            }
            assertThat(source.current().password()).isEqualTo(Secret.of("two"));
        }
    }

    @Test
    void takesAPolicyTogetherWithAFallback() {
        Fallback atOnce = new Fallback(new AccessKeyStrategy(Secret.of("key")), Duration.ZERO);

        try (CredentialSource source = CredentialSources.open(new NoIdentity(), RenewalPolicy.AZURE, atOnce)) {
            assertThat(source.await(LONG).password()).isEqualTo(Secret.of("key"));
            assertThat(source.status().configured()).isEqualTo(AuthMode.ENTRA_THEN_ACCESS_KEY);
        }
    }

    @Test
    void anAccessKeyHasNothingToFallBackOn() {
        AccessKeyStrategy keys = new AccessKeyStrategy(Secret.of("key"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> CredentialSources.open(keys, RenewalPolicy.AZURE, new Fallback(keys)))
                .withMessageContaining("secondary key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Fallback(new NoIdentity()))
                .withMessageContaining("access key");
    }

    private static final class NoIdentity implements AuthStrategy {
        @Override
        public CredentialKind kind() {
            return CredentialKind.ENTRA;
        }

        @Override
        public RedisCredential obtain() {
            throw Life.failure(AuthException.Kind.NO_IDENTITY);
        }
    }

    private static void assertOneThenTwo(AccessKeyStrategy keys) {
        RedisCredential one = keys.obtain();
        assertThat(one.password()).isEqualTo(Secret.of("one"));
        assertThat(keys.refused(one)).isTrue();
        assertThat(keys.obtain().password()).isEqualTo(Secret.of("two"));
    }

    private Path file(String key) throws IOException {
        return Files.writeString(directory.resolve(key), key);
    }

    private static RedisSettings settings(Map<String, String> keys) {
        Map<String, String> environment = new HashMap<>(keys);
        environment.put("REDIS_HOST", "orders.redis.cache.windows.net");
        environment.put("REDIS_AUTH", "access-key");
        return RedisSettings.fromEnvironment(environment);
    }
}
