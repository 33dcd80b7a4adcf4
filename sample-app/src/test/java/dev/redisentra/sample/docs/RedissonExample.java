package dev.redisentra.sample.docs;

import java.time.Duration;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.redisson.RedissonClients;
import org.redisson.api.RedissonClient;

final class RedissonExample {
    private RedissonExample() {}

    public static void main(String[] arguments) {
        RedisSettings settings = RedisSettings.fromEnvironment();
        try (CredentialSource source = CredentialSources.open(settings)) {
            RedissonClient client = RedissonClients.standalone(settings, source);
            try {
                client.getBucket("health").set("ok", Duration.ofSeconds(60));
                System.out.println(client.getBucket("health").get());
            } finally {
                client.shutdown();
            }
        }
    }
}
