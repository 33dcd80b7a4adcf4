package dev.redisentra.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The Redis of one {@link LocalAzure}: where clients find it, what it counts, and how a test can make it fail. Thread-safe.
 * It ends with its LocalAzure.
 *
 * <p>One thing differs from the real service: {@code ACL WHOAMI} and {@code CLIENT LIST} show a user name that the kit makes
 * for each token.
 */
public final class LocalRedis {
    /** How often in that time an idle connection is looked for. */
    private static final int LOOKS_FOR_IDLE = 20;

    private final Topology topology;
    private final RedisServers servers;
    private final List<RedisNode> nodes;
    private final List<TlsFront> fronts;
    /** Ports that clients connect to first, if those are not ports of nodes. */
    private final List<TlsFront> entrances;

    private final Admissions admissions;
    private final Manners manners;
    private final AuthsSeen seen;
    private final Path certificateAuthority;
    private final ScheduledExecutorService timer;
    private final AtomicLong handOvers = new AtomicLong();
    /** Looks for idle connections. */
    private @Nullable Future<?> looking;

    LocalRedis(
            Topology topology,
            RedisServers servers,
            List<RedisNode> nodes,
            List<TlsFront> fronts,
            List<TlsFront> entrances,
            Admissions admissions,
            Manners manners,
            AuthsSeen seen,
            Path certificateAuthority,
            ScheduledExecutorService timer) {
        this.topology = topology;
        this.servers = servers;
        this.nodes = nodes;
        this.fronts = fronts;
        this.entrances = List.copyOf(entrances);
        this.admissions = admissions;
        this.manners = manners;
        this.seen = seen;
        this.certificateAuthority = certificateAuthority;
        this.timer = timer;
    }

    Journal journal() {
        return admissions.journal();
    }

    /** {@code localhost}. The certificate names no address, so a client that connects to 127.0.0.1 cannot verify it. */
    public String host() {
        return "localhost";
    }

    /** The TLS port to connect to. It is the first node's, except with {@link LocalAzure.Builder#announcePrivateAddress}. */
    public int port() {
        return all().get(0).port();
    }

    private List<TlsFront> all() {
        return Stream.concat(entrances.stream(), fronts.stream()).toList();
    }

    /**
     * The TLS ports of all nodes, in their order: first the nodes that start as masters, then those that start as replicas.
     */
    public List<Integer> ports() {
        return fronts.stream().map(TlsFront::port).toList();
    }

    /** Whether it is a single server or a cluster. */
    public Topology topology() {
        return topology;
    }

    /** A PEM file with the certificate authority to trust. It is deleted when the LocalAzure is closed. */
    public Path certificateAuthority() {
        return certificateAuthority;
    }

    /**
     * What has been counted until now. The numbers are exact once everything that clients sent has been answered, so a test
     * waits for the number that it expects.
     *
     * @throws IllegalStateException if a node does not answer
     */
    public RedisCounters counters() {
        synchronized (admissions) {
            RedisNode.AuthCalls calls = RedisNode.AuthCalls.NONE;
            try {
                for (RedisNode node : nodes) {
                    calls = calls.plus(node.authCalls());
                }
            } catch (IOException e) {
                throw new IllegalStateException("A Redis node does not tell its statistics: " + e.getMessage(), e);
            }
            // The server counts calls by name: what carried no credentials is left out. Of the rest, those that failed
            // did so with WRONGPASS, which nothing else answers; those that were not let through to run were rejected.
            return new RedisCounters(
                    all().stream().mapToLong(TlsFront::opened).sum(),
                    all().stream().mapToLong(TlsFront::open).sum(),
                    seen.countWithCredentials(),
                    calls.executed() - seen.countExecutedWithoutCredentials() - calls.wrongPassword(),
                    calls.rejected() - seen.countRejectedWithoutCredentials() + calls.wrongPassword(),
                    admissions.closedAtExpiry());
        }
    }

    /**
     * How many connections carry the token now. A connection carries the token of its last accepted AUTH. After the token
     * has expired, the answer is 0.
     *
     * @throws IllegalStateException if a node does not answer
     */
    public long connectionsWith(IssuedToken token) {
        return admissions.connectionsWith(token.value());
    }

    /**
     * How many clients wait in a blocking command now, on all nodes together.
     *
     * @throws IllegalStateException if a node does not answer
     */
    public long blocked() {
        return sum(RedisNode::blocked);
    }

    /**
     * How often the nodes were asked to run a command, on all nodes together. A node counts from its last restart.
     *
     * @param command its name in small letters
     * @throws IllegalStateException if a node does not answer
     */
    public long calls(String command) {
        return sum(node -> node.calls(command));
    }

    private long sum(Figure figure) {
        try {
            long sum = 0;
            for (RedisNode node : nodes) {
                sum += figure.of(node);
            }
            return sum;
        } catch (IOException e) {
            throw new IllegalStateException("A Redis node does not tell its statistics: " + e.getMessage(), e);
        }
    }

    private interface Figure {
        long of(RedisNode node) throws IOException;
    }

    /**
     * Refuses every AUTH until {@link #acceptAuth}, even if it is right. Connections that are logged in continue to work.
     */
    public void refuseAuth() {
        admissions.refuse(Refusal.ALL);
    }

    /** Refuses each further AUTH of a connection until {@link #acceptAuth}. The first AUTH of a connection is accepted. */
    public void refuseReauthentication() {
        admissions.refuse(Refusal.AGAIN);
    }

    /** Ends {@link #refuseAuth} and {@link #refuseReauthentication}. */
    public void acceptAuth() {
        admissions.refuse(Refusal.NONE);
    }

    /** In which words logins are refused from now on, on live connections as well; Redis's own, unless told otherwise. */
    public void refusalText(RefusalText text) {
        admissions.refusalText(text);
    }

    /**
     * How all nodes answer HELLO from now on. Connections that have sent it stay as they are. With {@link Hello#UNKNOWN} a
     * HELLO is in no counter.
     */
    public void hello(Hello how) {
        manners.hello(how);
    }

    /** Delays each HELLO by this much from now on. Zero ends the delay. */
    public void slowHello(Duration delay) {
        manners.helloDelay(delay);
    }

    /**
     * Commands that the service does not know from now on. Each call replaces the list of the call before, and that
     * of the {@link Service}; without arguments
     * all commands are known again.
     *
     * @param commands names such as {@code CONFIG}, or two words as in {@code CLUSTER MYID}
     */
    public void unknown(String... commands) {
        manners.unknown(commands);
    }

    /**
     * Sets what every token allows from now on, on live connections too. At the start it is everything. Access keys always
     * allow everything, and all channels are open.
     *
     * @param rules ACL rules of Redis, as in a custom policy: {@code +get +set ~orders:*}. {@link AccessPolicy} has the
     *     built-in policies
     * @throws IllegalStateException if Redis refuses the rules
     */
    public void accessPolicy(String rules) {
        admissions.policy(rules);
    }

    /** Refuses both access keys from now on. Closes all connections, including those that logged in with a token. */
    public void disableAccessKeys() {
        admissions.disableKeys(true);
        dropConnections();
    }

    /** Ends {@link #disableAccessKeys}. */
    public void enableAccessKeys() {
        admissions.disableKeys(false);
    }

    /** Closes all connections of clients. New ones are accepted immediately. */
    public void dropConnections() {
        all().forEach(TlsFront::drop);
    }

    /** Closes one connection of a client, on a random node. Returns false if there is no connection. */
    public boolean dropConnection() {
        List<TlsFront> inRandomOrder = new ArrayList<>(all());
        Collections.shuffle(inRandomOrder);
        return inRandomOrder.stream().anyMatch(TlsFront::dropOne);
    }

    /**
     * Stops passing data on all connections that are open now, in both directions, and closes none of them. This is what a
     * client sees if a firewall or a load balancer has forgotten the connection. The operating system still accepts what is
     * sent, until its buffers are full. New connections work.
     *
     * @return how many connections that were
     */
    public long silenceConnections() {
        return fronts.stream().mapToLong(TlsFront::silence).sum();
    }

    /**
     * Closes a connection on which nothing moves for that long, in either direction, as the services do after ten minutes:
     * those that there are, and those that come.
     *
     * @param limit zero for never, as it is unless told otherwise
     * @throws IllegalArgumentException if it is negative
     */
    public synchronized void closeIdle(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("limit is " + limit + "; it must be 0 or more");
        }
        if (looking != null) {
            looking.cancel(false);
            looking = null;
        }
        if (!limit.isZero()) {
            long often = Math.max(1, limit.toNanos() / LOOKS_FOR_IDLE);
            looking = timer.scheduleWithFixedDelay(
                    () -> all().forEach(front -> front.dropIdle(limit)), often, often, TimeUnit.NANOSECONDS);
        }
    }

    /**
     * How many connections each node allows from now on, as the services do by size. One more is answered with "max number of
     * clients reached", and closed. Those that there are stay. A node that was restarted has forgotten.
     *
     * @param most 0 for as many as Redis allows by itself
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if a node does not answer
     */
    public void limitConnections(int most) {
        requireNotNegative("most", most);
        try {
            for (RedisNode node : nodes) {
                node.limitClients(most);
            }
        } catch (IOException e) {
            throw new IllegalStateException("A Redis node could not be told of a limit: " + e.getMessage(), e);
        }
    }

    /**
     * How many new connections each port takes in a second from now on, one after the other. The others wait before their TLS
     * handshake.
     *
     * @param perSecond 0 for all at once
     * @throws IllegalArgumentException if it is negative
     */
    public void limitNewConnections(int perSecond) {
        requireNotNegative("perSecond", perSecond);
        Duration apart = perSecond == 0 ? Duration.ZERO : Duration.ofSeconds(1).dividedBy(perSecond);
        all().forEach(front -> front.takeApart(apart));
    }

    private static void requireNotNegative(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be 0 or more");
        }
    }

    /**
     * Whether {@code CLIENT MAINT_NOTIFICATIONS} is taken on connections that come from now on. Unless told otherwise, it is a
     * command that the server does not know.
     */
    public void maintenanceNotifications(boolean taken) {
        manners.notifies(taken);
    }

    /**
     * Tells each client that has asked for it by {@code CLIENT MAINT_NOTIFICATIONS ON} that its node moves, by a MOVING that
     * names {@link #host()} and the node's port. After the time that it has for that, closes those connections that were told.
     *
     * @param within at least 1 s
     * @return how many connections were told
     * @throws IllegalArgumentException if it is less
     */
    public int handOver(Duration within) {
        if (within.toSeconds() < 1) {
            throw new IllegalArgumentException("within is " + within + "; it must be 1 s or more");
        }
        long number = handOvers.incrementAndGet();
        List<FrontConnection> told = all().stream()
                .flatMap(front -> front.push(moving(number, within, front.port())).stream())
                .toList();
        var unused = timer.schedule(() -> told.forEach(FrontConnection::close), within.toNanos(), TimeUnit.NANOSECONDS);
        return told.size();
    }

    private byte[] moving(long number, Duration within, int port) {
        String to = host() + ":" + port;
        return ">4\r\n$6\r\nMOVING\r\n:%d\r\n:%d\r\n$%d\r\n%s\r\n"
                .formatted(number, within.toSeconds(), to.length(), to)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Closes all connections of clients and refuses new ones, until {@link #start}. The data stays. */
    public void stop() {
        all().forEach(TlsFront::refuse);
    }

    /**
     * The same for one node. The other nodes do not notice, and its cluster still announces it.
     *
     * @param node from 0
     */
    public void stop(int node) {
        fronts.get(node).refuse();
    }

    /** Ends {@link #stop()} and {@link #stop(int)}. The ports do not change. */
    public void start() {
        all().forEach(TlsFront::accept);
    }

    /**
     * Ends the process of one node and starts a new one in its place. Its data is lost and its connections are closed. Its
     * credentials stay the same. Returns when the node is healthy again, and in a cluster when the cluster is, which takes
     * some seconds.
     *
     * @param node from 0
     * @throws IllegalStateException if it does not come back within 30 s
     */
    public void restart(int node) {
        synchronized (admissions) {
            RedisNode restarted = nodes.get(node);
            try {
                restarted.shutdown();
                servers.revive(node);
                restarted.reconnect(() -> servers.alive(node));
                admissions.restore(restarted);
            } catch (IOException e) {
                throw new IllegalStateException("Node " + node + " did not come back: " + e.getMessage(), e);
            }
        }
        if (topology == Topology.CLUSTER) {
            Cluster.awaitHealthy(nodes, topology.nodes());
        }
    }

    /**
     * Makes a replica of the node the master in its place, as a service does before it patches a node. No data is lost and
     * no connection is closed. The node redirects clients to the new master. Returns when all nodes know the change. The
     * node is a replica of the new master from then on, so that a second failover can reverse the first.
     *
     * @param node from 0, a master that has a replica
     * @return the new master, from 0
     * @throws IllegalStateException if the node has no replica, or the replica does not take over within 30 s
     */
    public int failover(int node) {
        return Cluster.failover(nodes, node);
    }

    /** The nodes that are masters now, from 0. */
    public List<Integer> masters() {
        return IntStream.range(0, nodes.size())
                .filter(node -> Cluster.isMaster(nodes.get(node)))
                .boxed()
                .toList();
    }

    /** The access key, which is a secret. The user name for it is {@code default}. */
    public String accessKey(AccessKey which) {
        return admissions.key(which);
    }

    /**
     * Replaces an access key and returns the new one. The old key is refused; connections that logged in with it stay open.
     */
    public String regenerate(AccessKey which) {
        return admissions.newKey(which);
    }

    /**
     * Runs a command on a node, as an administrator. It is in no counter.
     *
     * @param node from 0
     * @return the reply: {@code String}, {@code Long}, {@code List}, or null
     * @throws IllegalStateException if the node answers with an error, or does not answer within 10 s
     */
    public @Nullable Object command(int node, String... command) {
        try {
            Object reply = nodes.get(node).call(command);
            if (reply instanceof Resp.Failure failure) {
                throw new IllegalStateException(command[0] + " was answered with " + failure.message());
            }
            return reply;
        } catch (IOException e) {
            throw new IllegalStateException("Node " + node + " does not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "LocalRedis[topology=" + topology + ", ports=" + ports() + "]";
    }
}
