package dev.redisentra.sample.docs;

import java.time.ZoneOffset;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.entra.EntraStrategy;
import dev.redisentra.jedis.JedisClients;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import redis.clients.jedis.RedisClient;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What an adopter's test looks like. */
class TestKitExampleTest {
    @Test
    @WithLocalAzure(tokenLifetimeSeconds = 4)
    void ordersOutliveAToken(LocalAzure azure) {
        RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
        TokenCredential identity = request -> Mono.fromSupplier(() -> {
            IssuedToken token = azure.identity().issue();
            return new AccessToken(token.value(), token.expiresAt().atOffset(ZoneOffset.UTC));
        });
        try (CredentialSource source = CredentialSources.open(EntraStrategy.of(settings, identity));
                RedisClient orders = JedisClients.standalone(settings, source)) {
            orders.set("order:1", "new");
            await().atMost(60, SECONDS).until(() -> source.status().counters().renewals() >= 4);
            assertThat(orders.get("order:1")).isEqualTo("new");
            assertThat(azure.redis().counters().closedAtExpiry()).isZero();
        }
    }
}
