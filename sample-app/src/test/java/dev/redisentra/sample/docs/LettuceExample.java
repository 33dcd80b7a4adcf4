package dev.redisentra.sample.docs;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.lettuce.LettuceClients;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;

final class LettuceExample {
    private LettuceExample() {}

    public static void main(String[] arguments) {
        RedisSettings settings = RedisSettings.fromEnvironment(); // REDIS_HOST is enough
        try (CredentialSource source = CredentialSources.open(settings);
                RedisClient client = LettuceClients.standalone(settings, source);
                StatefulRedisConnection<String, String> connection = client.connect()) {
            connection.sync().set("health", "ok", SetArgs.Builder.ex(60));
            System.out.println(connection.sync().get("health"));
        }
    }
}
