package dev.redisentra.sample.docs;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.redisson.RedissonClients;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

final class RedissonTunedExample {
    private RedissonTunedExample() {}

    public static void main(String[] arguments) {
        RedisSettings settings = RedisSettings.fromEnvironment();
        try (CredentialSource source = CredentialSources.open(settings)) {
            Config config = RedissonClients.config(settings, source);
            config.useSingleServer().setConnectionPoolSize(32).setClientName("orders");
            RedissonClient client = Redisson.create(config);
            try {
                client.getBucket("health").set("ok");
                System.out.println(client.getBucket("health").get());
            } finally {
                client.shutdown();
            }
        }
    }
}
