package dev.redisentra.lettuce;

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
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.api.StatefulRedisConnection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** New connections whose first login is refused. */
@WithLocalAzure
class LoginTest {
    private static final int CONNECTIONS = 3;

    private final LocalAzure azure;

    LoginTest(LocalAzure azure) {
        this.azure = azure;
    }

    @ParameterizedTest
    @EnumSource
    void aRegeneratedKeyCostsNoConnection(Protocol protocol) {
        RedisSettings settings = withKeys(protocol);
        RedisCounters start = azure.redis().counters();
        try (CredentialSource source = CredentialSources.open(settings);
                RedisClient client = LettuceClients.standalone(settings, source);
                StatefulRedisConnection<String, String> before = client.connect()) {
            assertThat(before.sync().ping()).isEqualTo("PONG");
            azure.redis().regenerate(AccessKey.PRIMARY);
            for (int i = 0; i < CONNECTIONS; i++) {
                try (StatefulRedisConnection<String, String> connection = client.connect()) {
                    assertThat(connection.sync().set("a key", "a value")).isEqualTo("OK");
                    assertThat(connection.sync().get("a key")).isEqualTo("a value");
                }
            }
            assertThat(before.sync().ping()).isEqualTo("PONG");
        }
        assertThat(azure.redis().counters().since(start).authsRefused()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void twoWrongKeysAreRefusedInTheServersWords(Protocol protocol) {
        RedisSettings settings = withKeys(protocol);
        azure.redis().regenerate(AccessKey.PRIMARY);
        azure.redis().regenerate(AccessKey.SECONDARY);
        try (CredentialSource source = CredentialSources.open(settings);
                RedisClient client = LettuceClients.standalone(settings, source)) {
            assertThatExceptionOfType(RedisConnectionException.class)
                    .isThrownBy(client::connect)
                    .withStackTraceContaining("WRONGPASS");
        }
    }

    private RedisSettings withKeys(Protocol protocol) {
        Map<String, String> environment = new TreeMap<>(azure.environment());
        environment.put("REDIS_PROTOCOL", protocol.name().toLowerCase(Locale.ROOT));
        environment.put("REDIS_AUTH", "access-key");
        environment.put("REDIS_ACCESS_KEY", azure.redis().accessKey(AccessKey.PRIMARY));
        environment.put("REDIS_ACCESS_KEY_SECONDARY", azure.redis().accessKey(AccessKey.SECONDARY));
        return RedisSettings.fromEnvironment(environment);
    }
}
