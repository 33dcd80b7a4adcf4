package dev.redisentra.jedis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.InvalidSettingsException;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Topology;
import dev.redisentra.core.spi.cluster.ClusterHost;
import dev.redisentra.core.spi.protocol.ProtocolChoice;
import dev.redisentra.core.spi.protocol.ProtocolChoice.Login;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisProtocol;
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
 * <p>If you have tuning of your own, or use another client of Jedis's, give its configuration to {@link #authenticate}. The
 * result serves everything that takes a {@link JedisClientConfig}, in any Jedis since 5.2.
 *
 * <pre>{@code
 * JedisClientConfig config = DefaultJedisClientConfig.builder()
 *         .from(JedisClients.clientConfig(settings))
 *         .clientName("orders")
 *         .build();
 * RedisClient redis = RedisClient.builder()
 *         .hostAndPort(address)
 *         .clientConfig(JedisClients.authenticate(config, source))
 *         .build();
 * }</pre>
 *
 * <p>The socket sends the AUTH between two commands of the connection's owner, and removes the answer from what the owner
 * reads. Jedis does not notice. One daemon thread for each configuration serves idle connections. The AUTHs of a renewal are
 * spread over the first tenth of the time that the old credential has left, and over a minute at most. A refused AUTH is
 * reported to the source and tried again. The connection lives on with the credential that it carries. These are the other
 * differences from plain Jedis:
 *
 * <ul>
 *   <li>A command that blocks is sent in slices of a tenth of the time left, at most 4 minutes, so that an AUTH can pass.
 *   <li>A transaction that has reached the server takes no AUTH before its end: it has to end before its credential
 *       expires. Jedis's {@code Transaction} sends nothing before that, up to 8 KB; its {@code ReliableTransaction} sends
 *       each command.
 *   <li>The answer to an AUTH in the middle of a pipeline is read with the pipeline.
 *   <li>A connection on which the server no longer answers is closed; the next command on it fails.
 * </ul>
 *
 * <p>A subscriber in RESP2 leaves its channels for its AUTH and is back in the same write. A connection that was sent
 * {@code MONITOR} is not re-authenticated.
 *
 * <p>The adapter refuses a Jedis that is older than it supports with an {@link IllegalStateException}. For one that is newer
 * than it has been tested with, it logs one warning.
 *
 * <p>This class is stateless and thread-safe, as are the clients and configurations. The code that makes a client closes it.
 * That never closes the source. Close the source after its clients. A client that is still open then works on until its
 * credential expires.
 */
public final class JedisClients {
    /** For connecting as for each answer, the login's included, which can be slow on Azure. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final InstantSource CLOCK = InstantSource.system();

    /** Before Jedis 8, a configuration without a protocol has that meaning. */
    private static final boolean NEGOTIATES_PROTOCOL = Arrays.stream(JedisClientConfig.class.getMethods())
            .anyMatch(method -> method.getName().equals("isAutoNegotiateProtocol"));

    private JedisClients() {}

    /**
     * A client for one endpoint. It connects when it is first used; where the settings leave the protocol open, one
     * connection before that asks the server which it takes. Needs Jedis 7.2 or later.
     *
     * @throws InvalidSettingsException if the settings ask for another topology
     * @throws dev.redisentra.core.auth.AuthException if the source has no credential in the time that its policy leaves, 30 s
     */
    public static RedisClient standalone(RedisSettings settings, CredentialSource source) {
        settings.requireTopology(Topology.STANDALONE);
        Protocol protocol = protocol(settings, source);
        JedisClientConfig config = authenticate(clientConfig(settings, protocol), source);
        return RedisClient.builder()
                .clientConfig(forReplies(protocol, config))
                .connectionProvider(new PooledConnectionProvider(address(settings), config, poolConfig()))
                .build();
    }

    /**
     * A client for an OSS cluster. It connects to learn the topology, from the host of the settings. It asks for the
     * protocol as the other does. Needs Jedis 7.2 or later.
     *
     * @throws InvalidSettingsException if the settings ask for another topology
     * @throws dev.redisentra.core.auth.AuthException if the source has no credential in the time that its policy leaves, 30 s
     * @throws redis.clients.jedis.exceptions.JedisException if the cluster cannot be reached or refuses the login
     */
    public static RedisClusterClient cluster(RedisSettings settings, CredentialSource source) {
        settings.requireTopology(Topology.CLUSTER);
        Set<HostAndPort> nodes = Set.of(address(settings));
        Protocol protocol = protocol(settings, source);
        JedisClientConfig config = authenticate(clientConfig(settings, protocol), source);
        return RedisClusterClient.builder()
                .nodes(nodes)
                .clientConfig(forReplies(protocol, config))
                .connectionProvider(new ClusterConnectionProvider(nodes, config, poolConfig()))
                .build();
    }

    /**
     * The settings as a configuration of Jedis, without a login: protocol, verified TLS and time-outs of 5 s. For a cluster
     * it also maps private addresses that nodes announce to the host name. Tune it further, and then {@linkplain
     * #authenticate add the login}: with that, all addresses are verified as the host.
     *
     * @throws IllegalArgumentException if the file with the private CA cannot be read
     */
    public static JedisClientConfig clientConfig(RedisSettings settings) {
        return clientConfig(settings, settings.protocol());
    }

    @SuppressWarnings("deprecation") // SslOptions read their trust store for each connection, and are not in 5.2
    private static JedisClientConfig clientConfig(RedisSettings settings, Protocol protocol) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis((int) TIMEOUT.toMillis())
                .socketTimeoutMillis((int) TIMEOUT.toMillis())
                .ssl(true)
                .sslSocketFactory(Tls.factory(settings))
                .sslParameters(Tls.verifying());
        if (protocol == Protocol.RESP3) {
            config.resp3();
        } else if (NEGOTIATES_PROTOCOL) {
            // A plain AUTH: who asks for RESP2 may do so because HELLO is the problem.
            config.serverDefaultProtocol();
        }
        if (settings.topology() == Topology.CLUSTER) {
            config.hostAndPortMapper(new AnnouncedAddresses(ClusterHost.of(settings)));
        }
        return config.build();
    }

    /**
     * A configuration for connections that log in with the current credential of a source and stay logged in. It serves
     * everything that takes one: clients of one endpoint, of clusters, with sentinels or of several databases, {@code
     * JedisPool} and {@code Jedis} itself, with or without client-side caching.
     *
     * <p>Make one for each client: one thread serves all its connections. It may be tuned further by {@code
     * DefaultJedisClientConfig.builder().from(..)}, except for the login and for TLS.
     *
     * @param config everything but the login: a user or password in it is not used. Is kept as it is
     * @throws IllegalArgumentException if the configuration brings another renewal or leaves the server unverified
     * @throws dev.redisentra.core.auth.AuthException if the source has no credential in the time that its policy leaves, 30 s
     */
    public static JedisClientConfig authenticate(JedisClientConfig config, CredentialSource source) {
        JedisClientConfig dressed = LoginConfig.dress(config, source, CLOCK, System::nanoTime);
        source.await();
        return dressed;
    }

    private static Protocol protocol(RedisSettings settings, CredentialSource source) {
        return ProtocolChoice.of(settings, source, Login.IN_HELLO).orElseGet(settings::protocol);
    }

    /** The protocol by name: a builder that is not told it opens a connection to find out, and hides a failure. */
    private static JedisClientConfig forReplies(Protocol protocol, JedisClientConfig config) {
        return DefaultJedisClientConfig.builder()
                .from(config)
                .protocol(protocol == Protocol.RESP3 ? RedisProtocol.RESP3 : RedisProtocol.RESP2)
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
