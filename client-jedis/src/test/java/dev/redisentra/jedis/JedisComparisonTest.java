package dev.redisentra.jedis;

import java.time.Duration;
import java.util.Set;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.CommandedTokens;
import dev.redisentra.contract.Comparison;
import dev.redisentra.contract.Way;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Topology;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.authentication.AuthXManager;

/** Jedis with its own manager of tokens, and with the pool's idle test, by which it reaches connections at rest. */
class JedisComparisonTest extends Comparison {
    /** Jedis's own 30 s are meant for tokens that live for an hour. */
    private static final Duration IDLE_TEST = Duration.ofMillis(100);

    @Override
    protected ClientUnderTest open(Way way, RedisSettings settings, CommandedSource source) {
        // The nodes are announced by address, and the certificate names the host.
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .from(JedisClients.clientConfig(settings))
                .hostAndPortMapper(node -> new HostAndPort(settings.host(), node.getPort()));
        if (way == Way.ONE_TOKEN) {
            RedisCredential credential = source.current();
            config.credentials(new DefaultRedisCredentials(
                    credential.username(), credential.password().reveal()));
        } else {
            AuthXManager manager = new AuthXManager(CommandedTokens.config(source));
            source.atClose(manager::stop);
            config.authXManager(manager);
        }
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setTestWhileIdle(true);
        pool.setTimeBetweenEvictionRuns(IDLE_TEST);
        HostAndPort address = new HostAndPort(settings.host(), settings.port());
        return new JedisUnderTest(
                settings.topology() == Topology.CLUSTER
                        ? RedisClusterClient.builder()
                                .nodes(Set.of(address))
                                .clientConfig(config.build())
                                .poolConfig(pool)
                                .build()
                        : RedisClient.builder()
                                .hostAndPort(address)
                                .clientConfig(config.build())
                                .poolConfig(pool)
                                .build());
    }
}
