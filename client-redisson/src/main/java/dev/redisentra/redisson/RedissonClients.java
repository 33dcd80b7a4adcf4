package dev.redisentra.redisson;

import java.time.Clock;
import java.time.Duration;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.InvalidSettingsException;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Topology;
import dev.redisentra.core.spi.cluster.ClusterHost;
import dev.redisentra.core.spi.protocol.ProtocolChoice;
import dev.redisentra.core.spi.protocol.ProtocolChoice.Login;
import dev.redisentra.core.spi.session.Sessions;
import dev.redisentra.core.spi.version.ClientVersions;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisConnectionException;
import org.redisson.config.BaseConfig;
import org.redisson.config.Config;
import org.redisson.config.Protocol;
import org.redisson.config.ReadMode;

/**
 * Redisson clients whose connections log in with a {@link CredentialSource}'s credential and stay logged in: each live
 * connection is re-authenticated at each renewal, spread over a tenth of the time that is left, one minute at most.
 *
 * <pre>{@code
 * RedisSettings settings = RedisSettings.fromEnvironment();
 * try (CredentialSource source = CredentialSources.open(settings)) {
 *     RedissonClient client = RedissonClients.standalone(settings, source);
 *     try {
 *         client.getBucket("greeting").set("hello");
 *     } finally {
 *         client.shutdown();
 *     }
 * }
 * }</pre>
 *
 * <p>To tune such a client, take its configuration first. A configuration of your own keeps all its tuning, and gets the
 * login from {@link #authenticate}.
 *
 * <pre>{@code
 * Config config = RedissonClients.config(settings, source);
 * config.useSingleServer().setConnectionPoolSize(200);
 * RedissonClient client = Redisson.create(config);
 *
 * Config own = Config.fromYAML(file);
 * RedissonClient other = Redisson.create(RedissonClients.authenticate(own, source));
 * }</pre>
 *
 * <p>The source is told what happened to a connection, as {@link AuthEvent.Reauthenticated} or
 * {@link AuthEvent.ReauthenticationFailed}. A refused AUTH harms no connection: the connection keeps its credential, and
 * the AUTH is tried again for as long as that credential is valid. In a transaction the AUTH waits for its end. If that takes
 * long, the source is told {@link AuthEvent.ReauthenticationStalled}.
 *
 * <p>A session on each connection does this. It passes the client's bytes on unchanged, and removes the replies to its own
 * commands. If the server no longer answers, the session closes the connection, so that Redisson opens another, and reports
 * {@link AuthEvent.ConnectionDied}. It sends the PING that finds this out, and Redisson's own PING is turned off: Redisson
 * sends it inside transactions too, whose result then holds a {@code PONG} among its answers.
 *
 * <p>A command that blocks asks the server for a slice only: a tenth of the time that the token has left, and 4 minutes at
 * most. If nothing came, the next slice follows on the same connection. No element is lost, and no block fails. If several
 * callers wait for the same key, each slice joins the end of the queue.
 *
 * <p>In RESP2 a subscriber leaves its channels for the AUTH and joins them again, all in one write. Nothing is lost if the
 * server executes in one go what arrives together, as Redis does.
 *
 * <p>The adapter refuses a Redisson that is older than it supports with an {@link IllegalStateException}. For one that is newer
 * than it has been tested with, it logs one warning.
 *
 * <p>Clients are as thread-safe as Redisson's own are. The code that makes a client shuts it down. That never closes the
 * source. If the source is closed first, connections live on until their credential
 * expires. All methods here are thread-safe.
 */
public final class RedissonClients {
    /** TCP and TLS. The service can be slow to take a connection; Microsoft's guidance is 5 s and more. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** An answer, those of the handshake included, for which Redisson's own 3 s are short. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);

    /**
     * Connections kept for each node; Redisson's own 24 make a tenth of what the smallest cache allows (256), for each
     * replica of a service, and it opens them one after the other at the start.
     */
    private static final int KEPT_CONNECTIONS = 4;

    /**
     * When a connection beyond those is let go; Redisson's own 10 s would have a pool open and close them all day, and
     * the service limits the rate of new ones. It closes idle ones itself after 10 minutes.
     */
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(5);

    private static final ClientVersions VERSIONS = ClientVersions.of(RedissonClients.class, Config.class);

    private RedissonClients() {}

    /**
     * A client of one endpoint: not clustered, or Azure Managed Redis with the Enterprise cluster policy. It is connected
     * when this returns.
     *
     * @throws AuthException if there is no credential in the time that the source leaves, with the reason
     * @throws InvalidSettingsException if the settings ask for a cluster
     * @throws IllegalArgumentException if their CA cannot be read
     * @throws RedisConnectionException if Redis cannot be reached, is not who it should be, or refuses the login
     */
    public static RedissonClient standalone(RedisSettings settings, CredentialSource source) {
        settings.requireTopology(Topology.STANDALONE);
        return Redisson.create(config(settings, source));
    }

    /**
     * A client of a cluster with the OSS cluster policy. It is connected to all nodes when this returns. Every node, by
     * whichever address the cluster announces it, is verified as the settings' host, which is what the service's
     * certificates name. A private address is reached by that host and the node's port, as behind a private endpoint.
     *
     * @throws AuthException if there is no credential in the time that the source leaves, with the reason
     * @throws InvalidSettingsException if the settings do not ask for a cluster
     * @throws IllegalArgumentException if their CA cannot be read
     * @throws RedisConnectionException if Redis cannot be reached, is not who it should be, or refuses the login
     */
    public static RedissonClient cluster(RedisSettings settings, CredentialSource source) {
        settings.requireTopology(Topology.CLUSTER);
        return Redisson.create(config(settings, source));
    }

    /**
     * The configuration of such a client, of the topology that the settings name, to be tuned further and given to
     * {@link Redisson#create(Config)}. It differs from Redisson's defaults in this: TLS, whose host-name verification is
     * strict and whose provider is the JDK's; the protocol of the settings, or the one that the server takes where they leave
     * that open, which one connection finds out; 5 s to connect and for an answer; 4
     * connections kept for each node, and those beyond for 5 minutes; in a cluster reads from the master, so that what
     * was written is read.
     *
     * @return a new one, at which {@link #authenticate} has been already
     * @throws AuthException if there is no credential in the time that the source leaves, with the reason
     * @throws IllegalArgumentException if the settings' CA cannot be read
     */
    public static Config config(RedisSettings settings, CredentialSource source) {
        VERSIONS.check();
        Config config = new Config()
                .setProtocol(Protocol.valueOf(ProtocolChoice.of(settings, source, Login.BEFORE_HELLO)
                        .orElseGet(settings::protocol)
                        .name()));
        String address = "rediss://%s:%d".formatted(settings.host(), settings.port());
        switch (settings.topology()) {
            case STANDALONE ->
                Placement.verifyServers(config, config.useSingleServer(), settings.tlsCa())
                        .setAddress(address)
                        .setConnectTimeout(millis(CONNECT_TIMEOUT))
                        .setTimeout(millis(COMMAND_TIMEOUT))
                        .setConnectionMinimumIdleSize(KEPT_CONNECTIONS)
                        .setIdleConnectionTimeout(millis(IDLE_TIMEOUT));
            case CLUSTER -> {
                config.setNettyHook(NodesBehindHost.hook(ClusterHost.of(settings)));
                // One address: that makes its host the name to verify all nodes by.
                Placement.verifyServers(config, config.useClusterServers(), settings.tlsCa())
                        .addNodeAddress(address)
                        .setReadMode(ReadMode.MASTER)
                        .setConnectTimeout(millis(CONNECT_TIMEOUT))
                        .setTimeout(millis(COMMAND_TIMEOUT))
                        .setMasterConnectionMinimumIdleSize(KEPT_CONNECTIONS)
                        .setIdleConnectionTimeout(millis(IDLE_TIMEOUT));
            }
        }
        return authenticate(config, source);
    }

    /**
     * Has the connections of a configuration log in with the source's credential, in place of any that it has, and stay
     * logged in. It may be for a single server or for a cluster. A Netty hook that it has is kept: set yours before
     * this call. Sets {@link BaseConfig#setPingConnectionInterval} to 0, as the session has a PING of its own. A cluster
     * that announces IP addresses wants a single node address, by name: Redisson then verifies all nodes by that name.
     *
     * @return the same configuration
     * @throws AuthException if there is no credential in the time that the source leaves, with the reason
     * @throws IllegalArgumentException if it has a credential in an address, where Redisson would prefer it, or would
     *     carry the source's in the clear, or to a server whose name is not verified
     */
    public static Config authenticate(Config config, CredentialSource source) {
        VERSIONS.check();
        Duration timeout = ConfigRules.check(config);
        source.await();
        Sessions sessions = new Sessions("redisson", source, Clock.systemUTC(), System::nanoTime, timeout);
        BaseConfig<?> servers = ConfigRules.servers(config);
        Placement.resolveCredentials(config, servers, new SourceCredentials(sessions));
        // Redisson sends it between MULTI and EXEC as well. The session's comes sooner, and never there.
        servers.setPingConnectionInterval(0);
        return config.setNettyHook(new AuthenticatingHook(config.getNettyHook(), sessions));
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
