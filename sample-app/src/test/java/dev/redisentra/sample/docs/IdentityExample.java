package dev.redisentra.sample.docs;

import com.azure.core.credential.TokenCredential;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.entra.EntraStrategy;
import dev.redisentra.jedis.JedisClients;
import redis.clients.jedis.RedisClient;

final class IdentityExample {
    private IdentityExample() {}

    public static void main(String[] arguments) {
        RedisSettings settings = RedisSettings.fromEnvironment();
        TokenCredential identity = new ManagedIdentityCredentialBuilder()
                .objectId(System.getenv("IDENTITY_OBJECT_ID"))
                .build();
        try (CredentialSource source = CredentialSources.open(EntraStrategy.of(settings, identity));
                RedisClient client = JedisClients.standalone(settings, source)) {
            client.set("health", "ok");
            System.out.println(client.get("health"));
        }
    }
}
