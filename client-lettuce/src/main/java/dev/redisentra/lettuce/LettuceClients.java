package dev.redisentra.lettuce;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.InvalidSettingsException;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Topology;
import dev.redisentra.core.spi.cluster.ClusterHost;
import dev.redisentra.core.spi.protocol.ProtocolChoice;
import dev.redisentra.core.spi.protocol.ProtocolChoice.Login;
import dev.redisentra.core.spi.session.Adoption;
import dev.redisentra.core.spi.session.Sessions;
import dev.redisentra.core.spi.tls.PrivateCa;
import dev.redisentra.core.spi.version.ClientVersions;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.DnsResolver;
import io.lettuce.core.resource.SocketAddressResolver;

/**
 * Lettuce clients whose connections log in with a {@link CredentialSource}'s credential and stay logged in: each live
 * connection is re-authenticated at each renewal, spread over a tenth of the time that is left.
 *
 * <pre>{@code
 * RedisSettings settings = RedisSettings.fromEnvironment();
 * try (CredentialSource source = CredentialSources.open(settings);
 *         RedisClient client = LettuceClients.standalone(settings, source);
 *         StatefulRedisConnection<String, String> connection = client.connect()) {
 *     connection.sync().set("greeting", "hello");
 * }
 * }</pre>
 *
 * <p>A client that you configure yourself needs two things: the credential in its URI, and the re-authentication in its
 * resources. Everything else stays as you set it.
 *
 * <pre>{@code
 * ClientResources resources = LettuceClients.authenticate(ClientResources.create(), source);
 * RedisClient client = RedisClient.create(resources, LettuceClients.authenticate(uri, source));
 * }</pre>
 *
 * <p>The source is told what happened to a connection, as {@link AuthEvent.Reauthenticated} or
 * {@link AuthEvent.ReauthenticationFailed}. A refused AUTH harms no connection: the connection keeps its credential, and
 * the AUTH is tried again for as long as that credential is valid. If a login is refused, the new connection logs in once
 * more if the credential has been replaced meanwhile, such as a regenerated access key. While the source has no credential,
 * every connect fails with its {@link AuthException}, and so do commands on a connection that is down. Lettuce's
 * {@code ReauthenticateBehavior} plays no part: leave it at its default.
 *
 * <p>A session on each TLS connection does this. It passes the client's bytes on unchanged, and removes the replies to its
 * own commands. It only touches connections that logged in with a credential of this source. A connection to another server
 * on the same resources is left alone. If the server no longer answers, the session closes the connection, so that Lettuce
 * opens another, and reports {@link AuthEvent.ConnectionDied}. If a connection cannot be re-authenticated for long, as in an
 * open transaction, it reports {@link AuthEvent.ReauthenticationStalled}: Redis accepts an AUTH only after EXEC or DISCARD.
 *
 * <p>A command that blocks for long, such as BLPOP or XREAD BLOCK, is sent in slices, so that an AUTH can pass. A slice
 * lasts a tenth of the time that the token has left, and 4 minutes at most. Two things are different then. {@code CLIENT
 * UNBLOCK} ends a slice and not the call. If several callers wait for the same key, each slice joins the end of the queue.
 * As before, Lettuce's command time-out has to be longer than the block. A subscriber in RESP2 leaves its channels for its
 * AUTH and joins them again in the same write.
 *
 * <p>The adapter refuses a Lettuce that is older than it supports with an {@link IllegalStateException}. For one that is newer
 * than it has been tested with, it logs one warning.
 *
 * <p>Clients and their connections are as thread-safe as Lettuce's own are. The code that makes a client closes it. That
 * never closes the source. If the source is closed first, connections live on until their credential expires. All methods
 * here are thread-safe.
 */
public final class LettuceClients {
    /** TCP alone. The service can be slow to take a connection; Microsoft's guidance is 5 s and more. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** A command, and the handshake as a whole: as long as an unplanned failover of the service takes at the least. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

    /** Stands for the command time-out of a client that is made elsewhere: Lettuce's own default. */
    private static final Duration UNKNOWN_TIMEOUT = RedisURI.DEFAULT_TIMEOUT_DURATION;

    /** How often a cluster client asks for the topology without being prompted: Lettuce's own default, once enabled. */
    private static final Duration TOPOLOGY_REFRESH = ClusterTopologyRefreshOptions.DEFAULT_REFRESH_PERIOD_DURATION;

    /** Reconnects are jittered, for the service limits the rate of new connections, and soon after a failover. */
    private static final Delay RECONNECT =
            Delay.fullJitter(Duration.ofMillis(100), Duration.ofSeconds(10), 100, TimeUnit.MILLISECONDS);

    private static final ClientVersions VERSIONS = ClientVersions.of(LettuceClients.class, AbstractRedisClient.class);

    private LettuceClients() {}

    /**
     * A client of one endpoint: not clustered, or Azure Managed Redis with the Enterprise cluster policy. TLS verifies
     * the host name; a command and a handshake may take 10 s, a TCP connection 5 s. More can be set by
     * {@code client.setOptions(client.getOptions().mutate()...build())}, before connecting. Where the settings leave the
     * protocol open, one connection asks the server which it takes.
     *
     * <p>Its threads are its own and end with {@link RedisClient#shutdown()} or {@code close()}.
     *
     * @throws AuthException if there is no credential in the time that the source leaves, with the reason
     * @throws InvalidSettingsException if the settings ask for a cluster
     * @throws IllegalArgumentException if their CA cannot be read
     */
    public static RedisClient standalone(RedisSettings settings, CredentialSource source) {
        ClientOptions options = standaloneOptions(settings);
        ClientResources resources = standaloneResources(newResources(), source);
        RedisClient client = OwningClients.standalone(resources, uri(settings, source));
        client.setOptions(options);
        return ready(client, settings, source);
    }

    /**
     * The same on resources that the caller made, may share between clients, and shuts down after them.
     *
     * @throws AuthException if there is no credential in the time that the source leaves, with the reason
     * @throws InvalidSettingsException if the settings ask for a cluster
     * @throws IllegalArgumentException if their CA cannot be read
     */
    public static RedisClient standalone(RedisSettings settings, CredentialSource source, ClientResources resources) {
        ClientOptions options = standaloneOptions(settings);
        RedisClient client = RedisClient.create(standaloneResources(resources, source), uri(settings, source));
        client.setOptions(options);
        return ready(client, settings, source);
    }

    /**
     * A client of a cluster with the OSS cluster policy. As {@link #standalone(RedisSettings, CredentialSource)}; it also
     * refreshes its view of the topology every minute and whenever something hints at a change, and verifies a node that
     * the cluster announces by IP address as the settings' host. A private address is reached by that host and the node's
     * port, as behind a private endpoint.
     *
     * @throws AuthException if there is no credential in the time that the source leaves, with the reason
     * @throws InvalidSettingsException if the settings do not ask for a cluster
     * @throws IllegalArgumentException if their CA cannot be read
     */
    public static RedisClusterClient cluster(RedisSettings settings, CredentialSource source) {
        ClusterClientOptions options = clusterOptions(settings);
        ClientResources resources = clusterResources(newResources(), settings, source);
        RedisClusterClient client = OwningClients.cluster(resources, uri(settings, source));
        client.setOptions(options);
        return ready(client, settings, source);
    }

    /**
     * The same on resources that the caller made, may share between clients, and shuts down after them.
     *
     * @throws AuthException if there is no credential in the time that the source leaves, with the reason
     * @throws InvalidSettingsException if the settings do not ask for a cluster
     * @throws IllegalArgumentException if their CA cannot be read
     */
    public static RedisClusterClient cluster(
            RedisSettings settings, CredentialSource source, ClientResources resources) {
        ClusterClientOptions options = clusterOptions(settings);
        RedisClusterClient client =
                RedisClusterClient.create(clusterResources(resources, settings, source), uri(settings, source));
        client.setOptions(options);
        return ready(client, settings, source);
    }

    /**
     * Puts the source's credential into a URI of the caller's, in place of any that it has. To be used together with
     * {@link #authenticate(ClientResources, CredentialSource)}. If no client of the source has such resources, its
     * connections end with their token, and the source is told {@link AuthEvent.ReauthenticationStalled} at the first
     * renewal. Call {@link CredentialSource#await} before connecting: if there is no credential, it says why.
     *
     * @return the same URI
     * @throws IllegalArgumentException if the URI would carry the credential in the clear, or to a server whose name is
     *     not verified
     */
    public static RedisURI authenticate(RedisURI uri, CredentialSource source) {
        if (!uri.isSsl() || uri.getVerifyMode() != SslVerifyMode.FULL) {
            throw new IllegalArgumentException(
                    "%s:%d is to be reached %s. A token goes only over TLS to a verified host: set withSsl(true) and withVerifyPeer(SslVerifyMode.FULL)."
                            .formatted(
                                    uri.getHost(),
                                    uri.getPort(),
                                    uri.isSsl() ? "with SslVerifyMode." + uri.getVerifyMode() : "without TLS"));
        }
        uri.setCredentialsProvider(credentials(source));
        return uri;
    }

    /**
     * The resources that re-authenticate each connection made with them: a view of the caller's, which shares all their
     * threads. Shutting down either shuts down both. They are only for clients of this source. Resources that have a
     * source already get the new one instead.
     *
     * @return what to give to {@code RedisClient.create}, {@code RedisClusterClient.create} or Spring Data Redis's
     *     {@code LettuceClientConfiguration}
     */
    public static ClientResources authenticate(ClientResources resources, CredentialSource source) {
        return AuthenticatedResources.of(resources, sessions(source, UNKNOWN_TIMEOUT));
    }

    /**
     * The provider that {@link #authenticate(RedisURI, CredentialSource)} puts into a URI, for where no URI is at hand:
     * Spring Data Redis takes it through its {@code RedisCredentialsProviderFactory}. Never blocks. Where the source has
     * no credential, a connection fails with its {@link AuthException} as the cause.
     */
    public static RedisCredentialsProvider credentials(CredentialSource source) {
        return new SourceCredentials(source, sessions(source, UNKNOWN_TIMEOUT));
    }

    /**
     * Has TLS verify cluster nodes that are announced by IP address as this host, which is what the certificates of
     * Azure Cache for Redis name. One that announces a private address is reached by this host and the node's own port, as
     * behind a private endpoint. For resources of the caller's: {@link #cluster} does so by itself.
     *
     * @param host the host name of the cache
     * @return what to give to {@link ClientResources.Builder#socketAddressResolver}
     */
    public static SocketAddressResolver verifyNodesAs(String host) {
        return new NodesOfHost(ClusterHost.of(host), SocketAddressResolver.create(DnsResolver.unresolved()));
    }

    /** The client was made while the first token is on its way, which takes as long as loading Netty does. */
    private static RedisClient ready(RedisClient client, RedisSettings settings, CredentialSource source) {
        protocol(client, settings, source)
                .ifPresent(protocol -> client.setOptions(
                        client.getOptions().mutate().protocolVersion(protocol).build()));
        return client;
    }

    private static RedisClusterClient ready(
            RedisClusterClient client, RedisSettings settings, CredentialSource source) {
        protocol(client, settings, source)
                .ifPresent(protocol -> client.setOptions(((ClusterClientOptions) client.getOptions())
                        .mutate()
                        .protocolVersion(protocol)
                        .build()));
        return client;
    }

    /** Empty where nobody knows: Lettuce then tries RESP3 first with each connection. */
    private static Optional<ProtocolVersion> protocol(
            AbstractRedisClient client, RedisSettings settings, CredentialSource source) {
        try {
            source.await();
            return ProtocolChoice.of(settings, source, Login.IN_HELLO)
                    .map(protocol -> protocol == Protocol.RESP2 ? ProtocolVersion.RESP2 : ProtocolVersion.RESP3);
        } catch (RuntimeException none) {
            client.shutdown();
            throw none;
        }
    }

    private static ClientResources newResources() {
        return ClientResources.builder().reconnectDelay(RECONNECT).build();
    }

    private static ClientResources clusterResources(
            ClientResources resources, RedisSettings settings, CredentialSource source) {
        return AuthenticatedResources.of(
                resources,
                new NodesOfHost(ClusterHost.of(settings), resources.socketAddressResolver()),
                sessions(source, COMMAND_TIMEOUT));
    }

    private static ClientResources standaloneResources(ClientResources resources, CredentialSource source) {
        return AuthenticatedResources.of(resources, sessions(source, COMMAND_TIMEOUT));
    }

    private static Sessions sessions(CredentialSource source, Duration timeout) {
        VERSIONS.check();
        return new Sessions("lettuce", source, Clock.systemUTC(), System::nanoTime, timeout, Adoption.of(source));
    }

    private static RedisURI uri(RedisSettings settings, CredentialSource source) {
        return RedisURI.builder()
                .withHost(settings.host())
                .withPort(settings.port())
                .withSsl(true)
                .withVerifyPeer(SslVerifyMode.FULL)
                .withTimeout(COMMAND_TIMEOUT)
                .withAuthentication(credentials(source))
                .build();
    }

    private static ClientOptions standaloneOptions(RedisSettings settings) {
        settings.requireTopology(Topology.STANDALONE);
        return options(settings);
    }

    private static ClusterClientOptions clusterOptions(RedisSettings settings) {
        settings.requireTopology(Topology.CLUSTER);
        return ClusterClientOptions.builder(options(settings))
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(TOPOLOGY_REFRESH)
                        .build())
                .build();
    }

    private static ClientOptions options(RedisSettings settings) {
        SslOptions.Builder tls = SslOptions.builder().jdkSslProvider();
        settings.tlsCa().ifPresent(ca -> tls.trustManager(PrivateCa.trustManagers(ca)));
        return ClientOptions.builder()
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .keepAlive(true)
                        .build())
                .sslOptions(tls.build())
                .build();
    }
}
