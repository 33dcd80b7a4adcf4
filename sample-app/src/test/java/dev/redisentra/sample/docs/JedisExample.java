package dev.redisentra.sample.docs;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.jedis.JedisClients;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

final class JedisExample {
    private JedisExample() {}

    public static void main(String[] arguments) {
        RedisSettings settings = RedisSettings.fromEnvironment();
        try (CredentialSource source = CredentialSources.open(settings);
                RedisClient client = JedisClients.standalone(settings, source)) {
            client.set("health", "ok", SetParams.setParams().ex(60));
            System.out.println(client.get("health"));
        }
    }
}
