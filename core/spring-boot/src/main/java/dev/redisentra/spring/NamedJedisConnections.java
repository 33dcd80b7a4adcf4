package dev.redisentra.spring;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Topology;
import dev.redisentra.jedis.JedisClients;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import redis.clients.jedis.JedisClientConfig;

/** Spring Data's Jedis connections to a named cache. */
final class NamedJedisConnections {
    private NamedJedisConnections() {}

    /** A connection factory with a pool, which the container starts and closes. */
    @SuppressWarnings("deprecation") // Jedis before 8 knows no other way that serves each connection
    static JedisConnectionFactory factory(
            String name, RedisSettings settings, CredentialSource source, Environment environment) {
        JedisClientConfig tls = JedisClients.clientConfig(settings);
        JedisClientConfiguration.JedisClientConfigurationBuilder client = JedisClientConfiguration.builder();
        client.clientName(name).usePooling();
        NamedConnections.ifSet(environment, "timeout", client::readTimeout);
        NamedConnections.ifSet(environment, "connect-timeout", client::connectTimeout);
        client.customize(
                config -> config.sslSocketFactory(tls.getSslSocketFactory()).sslParameters(tls.getSslParameters()));
        new JedisLogin(source, settings, SpringProtocol.of(settings)).customize(client);
        return settings.topology() == Topology.CLUSTER
                ? new JedisConnectionFactory(NamedConnections.cluster(settings), client.build())
                : new JedisConnectionFactory(NamedConnections.server(settings), client.build());
    }
}
