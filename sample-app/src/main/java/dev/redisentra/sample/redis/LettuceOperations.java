package dev.redisentra.sample.redis;

import java.time.Duration;
import java.util.Optional;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.lettuce.LettuceClients;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import org.jspecify.annotations.Nullable;

/** The sample on Lettuce: one connection (one a node in a cluster) that all threads share. */
final class LettuceOperations implements RedisOperations {
    private final AbstractRedisClient client;
    private final StatefulConnection<String, String> connection;
    private final RedisClusterCommands<String, String> commands;

    private LettuceOperations(
            AbstractRedisClient client,
            StatefulConnection<String, String> connection,
            RedisClusterCommands<String, String> commands) {
        this.client = client;
        this.connection = connection;
        this.commands = commands;
    }

    static RedisOperations connect(RedisSettings settings, CredentialSource source) {
        return switch (settings.topology()) {
            case STANDALONE -> standalone(LettuceClients.standalone(settings, source));
            case CLUSTER -> cluster(LettuceClients.cluster(settings, source));
        };
    }

    private static RedisOperations standalone(RedisClient client) {
        try {
            StatefulRedisConnection<String, String> connection = client.connect();
            return new LettuceOperations(client, connection, connection.sync());
        } catch (RuntimeException e) {
            client.shutdown();
            throw e;
        }
    }

    private static RedisOperations cluster(RedisClusterClient client) {
        try {
            StatefulRedisClusterConnection<String, String> connection = client.connect();
            return new LettuceOperations(client, connection, connection.sync());
        } catch (RuntimeException e) {
            client.shutdown();
            throw e;
        }
    }

    @Override
    public RedisClientChoice client() {
        return RedisClientChoice.LETTUCE;
    }

    @Override
    public void set(String key, String value, @Nullable Duration timeToLive) {
        commands.set(key, value, timeToLive == null ? new SetArgs() : SetArgs.Builder.ex(timeToLive));
    }

    @Override
    public Optional<String> get(String key) {
        return Optional.ofNullable(commands.get(key));
    }

    @Override
    public boolean delete(String key) {
        return commands.del(key) > 0;
    }

    @Override
    public long increment(String key) {
        return commands.incr(key);
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
