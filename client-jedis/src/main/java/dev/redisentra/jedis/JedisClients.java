package dev.redisentra.jedis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.InvalidSettingsException;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Topology;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.csc.Cache;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.providers.PooledConnectionProvider;

/**
 * Jedis clients that log in with the current credential of a source, and whose connections are re-authenticated at each
 * renewal, wherever they are: idle in the pool, busy, or held in the middle of a pipeline, a block or a subscription.
 *
 * <pre>{@code
 * try (CredentialSource source = CredentialSources.open(settings);
 *         RedisClient redis = JedisClients.standalone(settings, source)) {
 *     redis.set("greeting", "hello");
 * }
 * }</pre>
 *
 * <p>Who has tuning of their own takes a connection provider for Jedis's own builder:
 *
 * <pre>{@code
 * JedisClientConfig config = DefaultJedisClientConfig.builder()
 *         .from(JedisClients.clientConfig(settings))
 *         .clientName("orders")
 *         .build();
 * RedisClient redis = RedisClient.builder()
 *         .clientConfig(config)
 *         .connectionProvider(JedisClients.connectionProvider(address, config, poolConfig, source))
 *         .build();
 * }</pre>
 *
 * <p>One daemon thread per client sends AUTH between two commands of a connection's owner, and its answer is taken out of
 * the replies. The AUTHs of a renewal are spread over the first tenth of what the old credential has left, at most a
 * minute. A refused one is reported to the source and tried again; the connection lives on with the credential that it
 * carries. What else differs from Jedis's own connections:
 *
 * <ul>
 *   <li>A command that blocks is sent in stretches of a tenth of the time left, at most 30 s, so that an AUTH can pass.
 *   <li>A transaction is sent when its first reply is read, or at its end: it may be held open for as long as one likes. One
 *       whose replies are read while it is open ({@code ReliableTransaction}) has to end before its credential expires.
 *   <li>A pipeline is sent when it is read, or 64 commands at a time. The AUTH that then comes amid of it is answered when
 *       the pipeline is read. If it was refused, it is sent again only then: the pipeline has to be read before its
 *       credential expires.
 *   <li>A connection that is given back with replies unread, in a transaction or after a subscription is closed, as it
 *       would give its next owner somebody else's replies.
 * </ul>
 *
 * <p>A subscriber in RESP2 leaves its channels for its AUTH and is back in the same write. A connection that was sent
 * {@code MONITOR} or {@code CLIENT REPLY} is not re-authenticated. For client-side caching, the connection provider takes
 * the cache; one that is given to the client's builder alone stays empty.
 *
 * <p>This class is stateless and thread-safe, as are the clients and providers. Each client, or the provider it was
 * built with, is closed by whoever made it; that ends its part with the source, and never closes the source. Close the
 * source after its clients: those that are left then work on until their credential expires.
 */
public final class JedisClients {
    /** The first token takes 0.5 to 1.2 s; azure-identity's own retries up to 6 s (measured). */
    private static final Duration FIRST_CREDENTIAL = Duration.ofSeconds(10);

    /** For connecting as for each answer, the login's included, which can be slow on Azure. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final InstantSource CLOCK = InstantSource.system();

    private JedisClients() {}

    /**
     * A client for one endpoint. It connects when it is first used.
     *
     * @throws InvalidSettingsException if the settings ask for another topology
     * @throws dev.redisentra.core.auth.AuthException if the source has no credential within 10 s
     */
    public static RedisClient standalone(RedisSettings settings, CredentialSource source) {
        settings.requireTopology(Topology.STANDALONE);
        JedisClientConfig config = clientConfig(settings);
        return RedisClient.builder()
                .clientConfig(forReplies(settings, config))
                .connectionProvider(connectionProvider(address(settings), config, poolConfig(), source))
                .build();
    }

    /**
     * A client for an OSS cluster. It connects to learn the topology, from the host of the settings.
     *
     * @throws InvalidSettingsException if the settings ask for another topology
     * @throws dev.redisentra.core.auth.AuthException if the source has no credential within 10 s
     * @throws redis.clients.jedis.exceptions.JedisException if the cluster cannot be reached or refuses the login
     */
    public static RedisClusterClient cluster(RedisSettings settings, CredentialSource source) {
        settings.requireTopology(Topology.CLUSTER);
        Set<HostAndPort> nodes = Set.of(address(settings));
        JedisClientConfig config = clientConfig(settings);
        return RedisClusterClient.builder()
                .nodes(nodes)
                .clientConfig(forReplies(settings, config))
                .connectionProvider(clusterConnectionProvider(nodes, config, poolConfig(), null, source))
                .build();
    }

    /**
     * What the settings mean in Jedis's terms, without a login: protocol, verified TLS, timeouts of 5 s, and for a
     * cluster the way from announced IP addresses back to the host name. To be tuned further, and given to {@link
     * #connectionProvider} or {@link #clusterConnectionProvider}.
     *
     * @throws IllegalArgumentException if the file with the private CA cannot be read
     */
    public static JedisClientConfig clientConfig(RedisSettings settings) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis((int) TIMEOUT.toMillis())
                .socketTimeoutMillis((int) TIMEOUT.toMillis())
                .sslOptions(TlsOptions.of(settings));
        if (settings.protocol() == Protocol.RESP3) {
            config.resp3();
        } else {
            // A plain AUTH: who asks for RESP2 may do so because HELLO is the problem.
            config.serverDefaultProtocol();
        }
        if (settings.topology() == Topology.CLUSTER) {
            config.hostAndPortMapper(new AnnouncedAddresses(settings.host()));
        }
        return config.build();
    }

    /**
     * Connections to one endpoint, for {@code RedisClient.builder().connectionProvider(..)}. Nothing is connected yet.
     *
     * @param config everything but the login, which comes from the source: a user or password in it is not used
     * @param pool how many connections, and which idle ones to let go: kept as it is
     * @return to be closed by the client that is built with it
     * @throws IllegalArgumentException if the configuration brings another renewal or leaves the server unverified
     * @throws dev.redisentra.core.auth.AuthException if the source has no credential within 10 s
     */
    public static PooledConnectionProvider connectionProvider(
            HostAndPort address,
            JedisClientConfig config,
            GenericObjectPoolConfig<Connection> pool,
            CredentialSource source) {
        return connectionProvider(address, config, pool, null, source);
    }

    /**
     * The same with Jedis's client-side caching, which needs RESP3. The cache goes to the client's builder, too ({@code
     * .cache(..)}), for {@code getCache()} to give it. Its statistics count what was loaded and invalidated, and no hits
     * and misses, which Jedis lets only its own connections count.
     *
     * @param cache emptied whenever a connection ends; null for none
     */
    public static PooledConnectionProvider connectionProvider(
            HostAndPort address,
            JedisClientConfig config,
            GenericObjectPoolConfig<Connection> pool,
            @Nullable Cache cache,
            CredentialSource source) {
        LoginConfig dressed = dress(config, source);
        return StandaloneConnections.open(address, dressed, pool, cache, source, CLOCK);
    }

    /**
     * Connections to the nodes of a cluster, for {@code RedisClusterClient.builder().connectionProvider(..)}. Learns the
     * topology at once, from the first node that answers.
     *
     * @param nodes where to begin
     * @param config everything but the login, which comes from the source: a user or password in it is not used
     * @param pool for each node, how many connections, and which idle ones to let go: kept as it is
     * @param topologyRefreshPeriod how often to ask for the topology unprompted; null for never
     * @return to be closed by the client that is built with it
     * @throws IllegalArgumentException if the configuration brings another renewal or leaves the server unverified
     * @throws dev.redisentra.core.auth.AuthException if the source has no credential within 10 s
     * @throws redis.clients.jedis.exceptions.JedisException if no node can be reached or the login is refused
     */
    public static ClusterConnectionProvider clusterConnectionProvider(
            Set<HostAndPort> nodes,
            JedisClientConfig config,
            GenericObjectPoolConfig<Connection> pool,
            @Nullable Duration topologyRefreshPeriod,
            CredentialSource source) {
        return clusterConnectionProvider(nodes, config, pool, topologyRefreshPeriod, null, source);
    }

    /**
     * The same with Jedis's client-side caching, as {@link #connectionProvider(HostAndPort, JedisClientConfig,
     * GenericObjectPoolConfig, Cache, CredentialSource)} has it. The cache is also emptied when the topology is learnt anew.
     */
    public static ClusterConnectionProvider clusterConnectionProvider(
            Set<HostAndPort> nodes,
            JedisClientConfig config,
            GenericObjectPoolConfig<Connection> pool,
            @Nullable Duration topologyRefreshPeriod,
            @Nullable Cache cache,
            CredentialSource source) {
        LoginConfig dressed = dress(config, source);
        return new ClusterConnections(nodes, dressed, pool, topologyRefreshPeriod, cache, source, CLOCK);
    }

    private static LoginConfig dress(JedisClientConfig config, CredentialSource source) {
        LoginConfig dressed = LoginConfig.dress(config, source);
        source.await(FIRST_CREDENTIAL);
        return dressed;
    }

    /** The protocol by name: a builder that is not told it opens a connection to find out, and hides a failure. */
    private static JedisClientConfig forReplies(RedisSettings settings, JedisClientConfig config) {
        return DefaultJedisClientConfig.builder()
                .from(config)
                .protocol(settings.protocol() == Protocol.RESP3 ? RedisProtocol.RESP3 : RedisProtocol.RESP2)
                .build();
    }

    /** Jedis's own defaults, but for its waiting without end when all connections are in use. */
    private static ConnectionPoolConfig poolConfig() {
        ConnectionPoolConfig config = new ConnectionPoolConfig();
        config.setMaxWait(TIMEOUT);
        return config;
    }

    private static HostAndPort address(RedisSettings settings) {
        return new HostAndPort(settings.host(), settings.port());
    }
}
