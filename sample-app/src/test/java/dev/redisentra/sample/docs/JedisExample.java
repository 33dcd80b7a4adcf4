package dev.redisentra.sample.docs;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.jedis.JedisClients;
import redis.clients.jedis.RedisClient;

final class JedisExample {
    private JedisExample() {}

    public static void main(String[] arguments) {
        RedisSettings settings = RedisSettings.fromEnvironment();
        try (CredentialSource source = CredentialSources.open(settings);
                RedisClient client = JedisClients.standalone(settings, source)) {
            client.setex("health", 60, "ok");
            System.out.println(client.get("health"));
        }
    }
}
