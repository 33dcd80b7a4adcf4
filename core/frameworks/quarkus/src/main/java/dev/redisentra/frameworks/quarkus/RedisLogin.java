package dev.redisentra.frameworks.quarkus;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.lettuce.LettuceClients;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

@ApplicationScoped
class RedisLogin {
    @Produces
    @Singleton
    RedisSettings settings() {
        return RedisSettings.fromEnvironment();
    }

    @Produces
    @Singleton
    CredentialSource source(RedisSettings settings) {
        return CredentialSources.open(settings);
    }

    void close(@Disposes CredentialSource source) {
        source.close();
    }

    @Produces
    @Singleton
    RedisClient client(RedisSettings settings, CredentialSource source) {
        return LettuceClients.standalone(settings, source);
    }

    void close(@Disposes RedisClient client) {
        client.shutdown();
    }

    @Produces
    @Singleton
    StatefulRedisConnection<String, String> connection(RedisClient client) {
        return client.connect();
    }

    void close(@Disposes StatefulRedisConnection<String, String> connection) {
        connection.close();
    }
}
