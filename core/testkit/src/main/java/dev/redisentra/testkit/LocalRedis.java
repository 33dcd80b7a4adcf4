package dev.redisentra.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The Redis of one {@link LocalAzure}, as its clients see it, and what a test can do to it. Thread-safe. It ends with
 * its LocalAzure.
 *
 * <p>{@code ACL WHOAMI} and {@code CLIENT LIST} show a user name of the kit's own for each token, other than with the real
 * service.
 */
public final class LocalRedis {
    private final Topology topology;
    private final RedisServers servers;
    private final List<RedisNode> nodes;
    private final List<TlsFront> fronts;
    /** Where clients connect to first, unless that is a node's own. */
    private final List<TlsFront> entrances;

    private final Admissions admissions;
    private final Manners manners;
    private final AuthsSeen seen;
    private final Path certificateAuthority;

    LocalRedis(
            Topology topology,
            RedisServers servers,
            List<RedisNode> nodes,
            List<TlsFront> fronts,
            List<TlsFront> entrances,
            Admissions admissions,
            Manners manners,
            AuthsSeen seen,
            Path certificateAuthority) {
        this.topology = topology;
        this.servers = servers;
        this.nodes = nodes;
        this.fronts = fronts;
        this.entrances = List.copyOf(entrances);
        this.admissions = admissions;
        this.manners = manners;
        this.seen = seen;
        this.certificateAuthority = certificateAuthority;
    }

    Journal journal() {
        return admissions.journal();
    }

    /** {@code localhost}, which alone the certificate names: not 127.0.0.1, by which a cluster announces its nodes. */
    public String host() {
        return "localhost";
    }

    /** The TLS port to connect to: that of the first node, unless nodes have others for themselves. */
    public int port() {
        return all().get(0).port();
    }

    private List<TlsFront> all() {
        return Stream.concat(entrances.stream(), fronts.stream()).toList();
    }

    /** The TLS ports of all nodes; replicas come after the masters that they are of at first. */
    public List<Integer> ports() {
        return fronts.stream().map(TlsFront::port).toList();
    }

    /** Its shape. */
    public Topology topology() {
        return topology;
    }

    /** A PEM file with the certificate authority to trust; deleted at close. */
    public Path certificateAuthority() {
        return certificateAuthority;
    }

    /**
     * What this side saw until now. Exact as soon as what clients sent has been answered; a test awaits the numbers.
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
     * How many connections carry the token now, as their last accepted AUTH has it; none once it has expired.
     *
     * @throws IllegalStateException if a node does not answer
     */
    public long connectionsWith(IssuedToken token) {
        return admissions.connectionsWith(token.value());
    }

    /**
     * How many commands block on all nodes now.
     *
     * @throws IllegalStateException if a node does not answer
     */
    public long blocked() {
        return sum(RedisNode::blocked);
    }

    /**
     * How often all nodes were asked to run a command; a node that was restarted has forgotten.
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

    /** Refuses every AUTH, whatever it carries, until {@link #acceptAuth}. Sessions that are logged in go on. */
    public void refuseAuth() {
        admissions.refuse(Refusal.ALL);
    }

    /** Refuses every AUTH of a connection that has sent one before, until {@link #acceptAuth}. New ones log in. */
    public void refuseReauthentication() {
        admissions.refuse(Refusal.AGAIN);
    }

    /** Ends {@link #refuseAuth} and {@link #refuseReauthentication}. */
    public void acceptAuth() {
        admissions.refuse(Refusal.NONE);
    }

    /**
     * How HELLO is taken from now on, by all nodes. Connections that have said it go on as they are. One that the server
     * does not know is in no counter.
     */
    public void hello(Hello how) {
        manners.hello(how);
    }

    /** How long each HELLO takes from now on; zero is as long as Redis needs. */
    public void slowHello(Duration delay) {
        manners.helloDelay(delay);
    }

    /**
     * Commands that the service does not know, from now on and in place of those of an earlier call; none for all to be
     * known again. A name such as {@code CONFIG}, or two words as in {@code CLUSTER MYID}.
     */
    public void unknown(String... commands) {
        manners.unknown(commands);
    }

    /**
     * What every token may do from now on, on live connections as well; everything, unless told otherwise. Access keys may
     * do everything, and all channels are open.
     *
     * @param rules in the words of Redis's ACL, as a custom policy has them: {@code +get +set ~orders:*}; see {@link
     *     AccessPolicy} for the built-in ones
     * @throws IllegalStateException if Redis does not take them
     */
    public void accessPolicy(String rules) {
        admissions.policy(rules);
    }

    /** Refuses both access keys from now on, and closes every connection, those that logged in with a token as well. */
    public void disableAccessKeys() {
        admissions.disableKeys(true);
        dropConnections();
    }

    /** Ends {@link #disableAccessKeys}. */
    public void enableAccessKeys() {
        admissions.disableKeys(false);
    }

    /** Closes every client's connection; new ones are taken at once. */
    public void dropConnections() {
        all().forEach(TlsFront::drop);
    }

    /** Closes one connection of a client, whichever, on a node of those that have any; says whether there was one. */
    public boolean dropConnection() {
        List<TlsFront> inRandomOrder = new ArrayList<>(all());
        Collections.shuffle(inRandomOrder);
        return inRandomOrder.stream().anyMatch(TlsFront::dropOne);
    }

    /**
     * Passes nothing more on any client's connection that there is, in neither direction, and closes none: as where a
     * firewall or a load balancer has forgotten it. What is sent is taken by the system as long as it has room. New
     * connections work.
     *
     * @return how many there were
     */
    public long silenceConnections() {
        return fronts.stream().mapToLong(TlsFront::silence).sum();
    }

    /** Closes every client's connection and refuses new ones, until {@link #start}. The data stays. */
    public void stop() {
        all().forEach(TlsFront::refuse);
    }

    /**
     * The same for one node, which its cluster goes on announcing: none of the others notices.
     *
     * @param node from 0
     */
    public void stop(int node) {
        fronts.get(node).refuse();
    }

    /** Ends {@link #stop()} and {@link #stop(int)}; the ports are the same. */
    public void start() {
        all().forEach(TlsFront::accept);
    }

    /**
     * Ends the process of one node and starts another in its place: its data is gone, its connections are closed, its
     * credentials are as before. Returns when the node, and with it the cluster, is healthy again: after about 3 s in
     * a cluster.
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
     * Lets a replica of the node take its place, as a service does before it patches one: no data is lost and no
     * connection closed, and who asks the node is sent on. Returns when all nodes know it. The node is a replica of the
     * other from then on, so that this can be done again the other way round.
     *
     * @param node from 0, a master that has a replica
     * @return the node that has taken its place
     * @throws IllegalStateException if it has no replica, or that does not take over within 30 s
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

    /** The access key, a secret; it logs in the user {@code default}. */
    public String accessKey(AccessKey which) {
        return admissions.key(which);
    }

    /** Replaces an access key. The old one is refused from then on; connections that logged in with it stay. */
    public String regenerate(AccessKey which) {
        return admissions.newKey(which);
    }

    /**
     * Runs a command on a node behind the front, as an administrator; it is in no counter.
     *
     * @param node from 0
     * @return the reply: {@code String}, {@code Long}, {@code List}, or null
     * @throws IllegalStateException if the node answers with an error, or not within 10 s
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
