package dev.redisentra.lettuce;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.LoginContract;
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

class LettuceLoginTest extends LoginContract {
    private static final int CONNECTIONS = 3;

    @Override
    protected ClientUnderTest open(RedisSettings settings, CredentialSource source) {
        return new LettuceUnderTest(LettuceClients.standalone(settings, source));
    }

    @Override
    protected Class<? extends RuntimeException> refusal() {
        return RedisConnectionException.class;
    }

    @ParameterizedTest
    @EnumSource
    @WithLocalAzure
    void aRegeneratedKeyCostsNoConnectionOfTheSameClient(Protocol protocol, LocalAzure azure) {
        RedisSettings settings = withKeys(azure, protocol);
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
}
