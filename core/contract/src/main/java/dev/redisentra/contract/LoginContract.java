package dev.redisentra.contract;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.AccessKey;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** New connections whose first login is refused, for their access key has been regenerated. */
public abstract class LoginContract {
    /** A new client. Closing it must not close the source. */
    protected abstract ClientUnderTest open(RedisSettings settings, CredentialSource source);

    /** What the client throws at who cannot log in. */
    protected abstract Class<? extends RuntimeException> refusal();

    /** How many logins a client has under way at once at the most, each of which may be refused with the old key. */
    protected int loginsAtOnce() {
        return 1;
    }

    @ParameterizedTest
    @EnumSource
    @WithLocalAzure
    void aRegeneratedKeyCostsNoConnection(Protocol protocol, LocalAzure azure) {
        RedisSettings settings = withKeys(azure, protocol);
        try (CredentialSource source = CredentialSources.open(settings);
                ClientUnderTest before = open(settings, source)) {
            assertThat(before.set("key", "value")).isEqualTo("OK");
            azure.redis().regenerate(AccessKey.PRIMARY);
            RedisCounters start = azure.redis().counters();
            for (int i = 0; i < 3; i++) {
                try (ClientUnderTest client = open(settings, source)) {
                    assertThat(client.get("key")).isEqualTo("value");
                }
            }
            assertThat(azure.redis().counters().since(start).authsRefused()).isBetween(1L, (long) loginsAtOnce());
            assertThat(before.get("key")).isEqualTo("value");
        }
    }

    @ParameterizedTest
    @EnumSource
    @WithLocalAzure
    void twoWrongKeysAreRefusedInTheServersWords(Protocol protocol, LocalAzure azure) {
        RedisSettings settings = withKeys(azure, protocol);
        azure.redis().regenerate(AccessKey.PRIMARY);
        azure.redis().regenerate(AccessKey.SECONDARY);
        try (CredentialSource source = CredentialSources.open(settings)) {
            assertThatThrownBy(() -> {
                        try (ClientUnderTest client = open(settings, source)) {
                            client.get("key");
                        }
                    })
                    .isInstanceOf(refusal())
                    .hasStackTraceContaining("WRONGPASS");
        }
    }

    protected static RedisSettings withKeys(LocalAzure azure, Protocol protocol) {
        Map<String, String> environment = new TreeMap<>(azure.environment());
        environment.put("REDIS_PROTOCOL", protocol.name().toLowerCase(Locale.ROOT));
        environment.put("REDIS_AUTH", "access-key");
        environment.put("REDIS_ACCESS_KEY", azure.redis().accessKey(AccessKey.PRIMARY));
        environment.put("REDIS_ACCESS_KEY_SECONDARY", azure.redis().accessKey(AccessKey.SECONDARY));
        return RedisSettings.fromEnvironment(environment);
    }
}
