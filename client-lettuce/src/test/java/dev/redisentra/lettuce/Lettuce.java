package dev.redisentra.lettuce;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Topology;
import dev.redisentra.testkit.LocalAzure;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;

/** One client of either kind, for tests that hold for both. */
final class Lettuce implements AutoCloseable {
    private final AbstractRedisClient client;
    private final RedisURI uri;
    private final List<StatefulConnection<String, String>> connections = new ArrayList<>();

    Lettuce(AbstractRedisClient client, RedisURI uri) {
        this.client = client;
        this.uri = uri;
    }

    static Lettuce ready(LocalAzure azure, Protocol protocol, CredentialSource source) {
        RedisSettings settings = settings(azure, protocol);
        return new Lettuce(
                settings.topology() == Topology.CLUSTER
                        ? LettuceClients.cluster(settings, source)
                        : LettuceClients.standalone(settings, source),
                LettuceClients.authenticate(
                        RedisURI.builder()
                                .withHost(settings.host())
                                .withPort(settings.port())
                                .withSsl(true)
                                .build(),
                        source));
    }

    static RedisSettings settings(LocalAzure azure, Protocol protocol) {
        Map<String, String> environment = new TreeMap<>(azure.environment());
        environment.put("REDIS_PROTOCOL", protocol.name().toLowerCase(java.util.Locale.ROOT));
        return RedisSettings.fromEnvironment(environment);
    }

    /** Connects, in a cluster to every node: Lettuce itself does so when a key first asks for it. */
    RedisClusterCommands<String, String> connect() {
        if (client instanceof RedisClusterClient cluster) {
            StatefulRedisClusterConnection<String, String> connection = cluster.connect();
            connections.add(connection);
            for (RedisClusterNode node : connection.getPartitions()) {
                connection.getConnection(node.getNodeId());
            }
            "abcdefghijklmnopqrstuvwxyz".chars().forEach(c -> connection.sync().get(String.valueOf((char) c)));
            return connection.sync();
        }
        StatefulRedisConnection<String, String> connection = ((RedisClient) client).connect();
        connections.add(connection);
        return connection.sync();
    }

    RedisClient standalone() {
        return (RedisClient) client;
    }

    RedisClusterClient cluster() {
        return (RedisClusterClient) client;
    }

    /** For what asks for a URI besides the client. */
    RedisURI uri() {
        return uri;
    }

    AbstractRedisClient client() {
        return client;
    }

    @Override
    public void close() {
        client.shutdown(0, 2, TimeUnit.SECONDS);
    }
}
