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
            RedisCounters since = azure.redis().counters().since(start);
            // Once for each connection that the first client had under way with the old key, and not again after it.
            assertThat(since.authsRefused()).isPositive().isLessThan(since.connectionsOpened());
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
                    .hasStackTraceContaining("WRONGPASS");
        }
    }

    private static RedisSettings withKeys(LocalAzure azure, Protocol protocol) {
        Map<String, String> environment = new TreeMap<>(azure.environment());
        environment.put("REDIS_PROTOCOL", protocol.name().toLowerCase(Locale.ROOT));
        environment.put("REDIS_AUTH", "access-key");
        environment.put("REDIS_ACCESS_KEY", azure.redis().accessKey(AccessKey.PRIMARY));
        environment.put("REDIS_ACCESS_KEY_SECONDARY", azure.redis().accessKey(AccessKey.SECONDARY));
        return RedisSettings.fromEnvironment(environment);
    }
}
