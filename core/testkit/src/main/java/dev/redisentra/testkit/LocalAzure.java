package dev.redisentra.testkit;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Azure on one machine. It has a Redis with TLS that accepts valid Entra tokens, and the managed identity that issues the
 * tokens.
 *
 * <pre>{@code
 * try (LocalAzure azure = LocalAzure.builder().topology(Topology.CLUSTER).start()) {
 *     Map<String, String> environment = azure.environment(); // all that a service needs
 *     azure.identity().expireAll();                          // without waiting for an hour
 *     azure.redis().counters();                              // what happened
 * }
 * }</pre>
 *
 * <p>It listens on loopback, and deletes its files when it ends. The code that starts it closes it; otherwise it ends with
 * the JVM. Several can run at the same time. Thread-safe.
 */
public final class LocalAzure implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalAzure.class);

    private final Deque<Closing> closings = new ArrayDeque<>();
    private final Thread atExit = new Thread(this::closeAll, "local-azure-close");
    private final Path directory;
    private final LocalRedis redis;
    private final ManagedIdentity identity;

    /** One thing to close, the last opened first. */
    @FunctionalInterface
    private interface Closing {
        void close() throws Exception;
    }

    private LocalAzure(Builder options) throws IOException {
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            directory = TempDirectories.create();
            closings.push(() -> TempDirectories.delete(directory));
            Path authority = Certificates.writeAuthority(directory);
            if (options.replicas > 0) {
                Certificates.writeNode(directory);
            }

            List<TlsFront> fronts = openFronts(options, options.nodes());
            List<TlsFront> entrances = openFronts(options, options.announcePrivateAddress ? 1 : 0);
            Backend backend = startBackend(options, directory, fronts);
            List<RedisNode> nodes = backend.nodes;
            if (options.topology == Topology.CLUSTER) {
                Cluster.form(nodes, backend.configs, options.topology.nodes());
            }
            Admissions admissions = new Admissions(Clock.systemUTC(), nodes);
            closings.push(admissions::close);
            Manners manners = new Manners();
            manners.unknown(options.service.unknown().toArray(String[]::new));
            AuthsSeen seen = new AuthsSeen();
            for (int i = 0; i < fronts.size(); i++) {
                fronts.get(i).serve(backend.servers.port(i), admissions, manners, seen);
            }
            for (TlsFront entrance : entrances) {
                entrance.serve(backend.servers.port(0), admissions, manners, seen);
            }
            ScheduledExecutorService timer =
                    Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("local-azure-timer"));
            closings.push(timer::shutdownNow);
            redis = new LocalRedis(
                    options.topology,
                    backend.servers,
                    nodes,
                    List.copyOf(fronts),
                    entrances,
                    admissions,
                    manners,
                    seen,
                    authority,
                    timer);
            identity =
                    new ManagedIdentity(Clock.systemUTC(), options.tokenLifetime, options.systemAssigned, admissions);
            closings.push(identity::close);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Options for a new one. The defaults are a standalone Redis, and tokens that live for an hour. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The environment variables that a service in Container Apps needs to run on this. The map is new at each call. Its only
     * secret is the header of the identity endpoint.
     */
    public Map<String, String> environment() {
        return environment(IdentityKind.CONTAINER_APPS);
    }

    /**
     * The same for a service that gets its tokens in another way. The map is new at each call. If there is a client secret,
     * the map has it.
     *
     * <p>Where Entra itself is asked, the service has to trust {@link LocalRedis#certificateAuthority()}. It must not look up
     * the authority at Microsoft, either ({@code disableInstanceDiscovery()} in azure-identity's builders). There is no variable
     * for the two.
     */
    public Map<String, String> environment(IdentityKind kind) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("REDIS_HOST", redis.host());
        environment.put("REDIS_PORT", Integer.toString(redis.port()));
        environment.put("REDIS_TOPOLOGY", redis.topology().setting());
        environment.put("REDIS_TLS_CA", redis.certificateAuthority().toString());
        try {
            environment.putAll(identity.environment(kind, directory));
        } catch (IOException e) {
            throw new IllegalStateException("A file for the service could not be written: " + e.getMessage(), e);
        }
        return environment;
    }

    /** The managed identity that may use this Redis. */
    public ManagedIdentity identity() {
        return identity;
    }

    /** The Redis. */
    public LocalRedis redis() {
        return redis;
    }

    /** Ends the servers, closes all ports, and deletes the files. A second call does nothing. */
    @Override
    public void close() {
        closeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is ending already.
        }
    }

    private void closeAll() {
        synchronized (closings) {
            while (!closings.isEmpty()) {
                try {
                    closings.pop().close();
                } catch (Exception e) {
                    log.warn("Something of the local Azure did not close: {}", e.toString());
                }
            }
        }
    }

    private List<TlsFront> openFronts(Builder options, int count) throws IOException {
        ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.named("local-azure-front"));
        closings.push(threads::shutdown);
        SSLContext tls = Certificates.server(options.certificateFor);
        List<TlsFront> fronts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int port = options.port == 0 ? 0 : options.port + i;
            TlsFront front;
            try {
                front = new TlsFront(threads, tls, port, options.announcePrivateAddress);
            } catch (BindException e) {
                throw new IOException("port " + port + " cannot be listened at: " + e.getMessage(), e);
            }
            closings.push(front::close);
            fronts.add(front);
        }
        return fronts;
    }

    /** The servers behind the fronts, and the kit's own connection to each. */
    private record Backend(RedisServers servers, List<ServerConfig> configs, List<RedisNode> nodes) {}

    private Backend startBackend(Builder options, Path directory, List<TlsFront> fronts) throws IOException {
        for (int attempt = 1; ; attempt++) {
            String password = Admissions.secret();
            List<ServerConfig> configs = new ArrayList<>();
            RedisServers servers = startServers(options, directory, (node, listen, port, busPort, replicationPort) -> {
                ServerConfig config = new ServerConfig(
                        listen,
                        port,
                        busPort,
                        replicationPort,
                        fronts.get(node).port(),
                        options.topology,
                        options.replicas > 0,
                        options.announceHostNames,
                        password);
                configs.add(config);
                return config;
            });
            closings.push(servers::close);
            List<RedisNode> nodes = new ArrayList<>();
            for (int node = 0; node < options.nodes(); node++) {
                int index = node;
                try {
                    RedisNode connected = RedisNode.connect(servers.port(node), password, () -> servers.alive(index));
                    closings.push(connected::close);
                    nodes.add(connected);
                } catch (IllegalStateException e) {
                    String serverLog = servers.log(node);
                    // A free port can be taken by another process before the server binds it.
                    if (attempt < 3 && tellsOfTakenPort(serverLog)) {
                        servers.close();
                        break;
                    }
                    throw new IllegalStateException(e.getMessage() + "; its log: " + serverLog, e);
                }
            }
            if (nodes.size() == options.nodes()) {
                return new Backend(servers, List.copyOf(configs), List.copyOf(nodes));
            }
        }
    }

    /** The text depends on the C library. The embedded binary is linked with another one than a distribution's Redis. */
    static boolean tellsOfTakenPort(String serverLog) {
        return serverLog.contains("Address already in use") || serverLog.contains("Address in use");
    }

    private static RedisServers startServers(Builder options, Path directory, ConfigMaker maker) throws IOException {
        return switch (options.redis.resolve()) {
            case DOCKER -> {
                if (!RedisBackend.hasTestcontainers()) {
                    throw new IllegalStateException(
                            "Redis in Docker needs Testcontainers, which is not on the class path;"
                                    + " add the dependency org.testcontainers:testcontainers for tests");
                }
                yield ContainerServers.start(directory, options.nodes(), maker);
            }
            case EMBEDDED, AUTO -> EmbeddedServers.start(directory, options.nodes(), maker);
        };
    }

    @Override
    public String toString() {
        return "LocalAzure[redis=" + redis + ", identity=" + identity + "]";
    }

    /** Options of a {@link LocalAzure}. Not thread-safe. */
    public static final class Builder {
        private Service service = Service.REDIS;
        private Topology topology = Topology.STANDALONE;
        private int replicas;
        private RedisBackend redis = RedisBackend.AUTO;
        private Duration tokenLifetime = Duration.ofHours(1);
        private String certificateFor = "localhost";
        private boolean systemAssigned;
        private boolean announceHostNames;
        private boolean announcePrivateAddress;
        private int port;

        private Builder() {}

        /** Which of Azure's services it plays; later calls change what this one sets. Redis as it is, unless told otherwise. */
        public Builder service(Service value) {
            service = value;
            topology = value.topology();
            announcePrivateAddress = value.announcesPrivateAddresses();
            return this;
        }

        public Builder topology(Topology value) {
            topology = value;
            return this;
        }

        /** How many replicas each master of a cluster has, for {@link LocalRedis#failover}. The default is 0. */
        public Builder replicas(int value) {
            replicas = value;
            return this;
        }

        private int nodes() {
            return topology.nodes() * (1 + replicas);
        }

        /** Where Redis comes from. */
        public Builder redis(RedisBackend value) {
            redis = value;
            return this;
        }

        /** How long tokens live, at least 1 s. See {@link ManagedIdentity#tokenLifetime(Duration)}. */
        public Builder tokenLifetime(Duration value) {
            tokenLifetime = value;
            return this;
        }

        /**
         * Issues the server's certificate for this name only. For clients that connect to another name, verification fails.
         */
        public Builder certificateFor(String otherName) {
            certificateFor = otherName;
            return this;
        }

        /** Makes the identity the system-assigned one, for requests without a client id. */
        public Builder systemAssigned() {
            systemAssigned = true;
            return this;
        }

        /** Makes cluster nodes announce themselves as {@code localhost}, and not as 127.0.0.1. */
        public Builder announceHostNames() {
            announceHostNames = true;
            return this;
        }

        /** The TLS port of the first node. The other nodes have the ports after it. The default, 0, takes any free ports. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /**
         * Makes cluster nodes announce themselves as 10.0.0.85, an address that nothing reaches. Each node still listens at
         * its own port of {@link LocalRedis#host()}. {@link LocalRedis#port()} is a further port, which belongs to no node.
         * It is like this behind a private endpoint of Azure Managed Redis (node-redis #2903).
         */
        public Builder announcePrivateAddress() {
            announcePrivateAddress = true;
            return this;
        }

        /**
         * Starts the Redis and the identity, and waits until both are ready. The caller closes the result.
         *
         * @throws IllegalArgumentException if an option cannot work, such as replicas without a cluster
         * @throws IllegalStateException if something does not start; the message says what
         */
        public LocalAzure start() {
            if (replicas < 0 || (replicas > 0 && topology != Topology.CLUSTER)) {
                throw new IllegalArgumentException(
                        "replicas is " + replicas + "; it must be 0, or more than that in a cluster");
            }
            if (port < 0 || port + nodes() > 65_536) {
                throw new IllegalArgumentException(
                        "port is " + port + "; it must be 0, or leave room for " + nodes() + " up to 65535");
            }
            try {
                return new LocalAzure(this);
            } catch (IOException e) {
                throw new IllegalStateException("The local Azure did not start: " + e.getMessage(), e);
            }
        }
    }
}
