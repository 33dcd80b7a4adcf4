package dev.redisentra.jedis;

import java.time.Duration;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.PermissionsContract;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Order(2)
class JedisPermissionsTest extends PermissionsContract {
    @Override
    protected ClientUnderTest standalone(RedisSettings settings, CredentialSource source) {
        return new JedisUnderTest(JedisClients.standalone(settings, source));
    }

    @Override
    protected ClientUnderTest cluster(RedisSettings settings, CredentialSource source) {
        return new JedisUnderTest(JedisClients.cluster(settings, source));
    }

    /** What the page says of Jedis's pool, which looks at its idle connections by PING every 30 s. */
    @Tag("long")
    @Test
    @WithLocalAzure
    void aPoolThatMayNotPingReplacesItsIdleConnections(LocalAzure azure) {
        azure.redis().accessPolicy("+set allkeys");
        try (CommandedSource source = new CommandedSource(azure.identity(), Duration.ofHours(1));
                ClientUnderTest client = standalone(RedisSettings.fromEnvironment(azure.environment()), source)) {
            client.set("key", "value");
            await().until(() -> azure.redis().counters().connectionsOpen() == 0);
            assertThat(client.set("key", "value")).isEqualTo("OK");
            assertThat(source.reports()).isEmpty();
        }
    }
}
