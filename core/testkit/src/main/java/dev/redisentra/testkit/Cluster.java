package dev.redisentra.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/** Forms a cluster from nodes. Finds out whether it is healthy, and which nodes are masters. */
final class Cluster {
    private static final int SLOTS = 16384;
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private Cluster() {}

    /**
     * @param configs of the servers, which have the ports of the nodes' buses
     * @param masters how many of the nodes, from the first on, share the slots. The others become their replicas, in turn
     */
    static void form(List<RedisNode> nodes, List<ServerConfig> configs, int masters) throws IOException {
        for (int i = 0; i < masters; i++) {
            RedisNode node = nodes.get(i);
            // Different from the start, so that the masters do not have to agree on it.
            RedisNode.expectOk(node.call("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1)));
            RedisNode.expectOk(node.call(
                    "CLUSTER",
                    "ADDSLOTSRANGE",
                    Integer.toString(SLOTS * i / masters),
                    Integer.toString(SLOTS * (i + 1) / masters - 1)));
        }
        for (ServerConfig other : configs.subList(1, configs.size())) {
            RedisNode.expectOk(nodes.get(0)
                    .call(
                            "CLUSTER",
                            "MEET",
                            "127.0.0.1",
                            Integer.toString(other.announcedPort()),
                            Integer.toString(other.busPort())));
        }
        for (int i = masters; i < nodes.size(); i++) {
            RedisNode replica = nodes.get(i);
            String master = id(nodes.get(i % masters));
            // Until the replica has heard of the master, it answers that it does not know this node.
            Deadline.after(DEADLINE)
                    .await("a replica knows its master", () -> "OK".equals(ask(replica, "REPLICATE", master)));
        }
        awaitHealthy(nodes, masters);
    }

    static void awaitHealthy(List<RedisNode> nodes, int masters) {
        for (RedisNode node : nodes) {
            Deadline.after(DEADLINE)
                    .await(
                            "the cluster is healthy",
                            () -> healthy(ask(node, "INFO"), nodes.size(), masters)
                                    && replicas(ask(node, "NODES")) == nodes.size() - masters
                                    && (isMaster(node) || isInSync(node)));
        }
    }

    private static boolean healthy(@Nullable Object info, int nodes, int masters) {
        List<String> lines = List.of(String.valueOf(info).split("\r\n", -1));
        return lines.contains("cluster_state:ok")
                && lines.contains("cluster_slots_ok:" + SLOTS)
                && lines.contains("cluster_known_nodes:" + nodes)
                && lines.contains("cluster_size:" + masters);
    }

    /** How many replicas one node knows. It hears of a replica by gossip, after the replica is in sync. */
    private static long replicas(@Nullable Object nodes) {
        return String.valueOf(nodes)
                .lines()
                .filter(line -> line.contains("slave"))
                .count();
    }

    /** Returns the node that has taken over, when all nodes know it. */
    static int failover(List<RedisNode> nodes, int node) {
        RedisNode master = nodes.get(node);
        String id = id(master);
        int heir = IntStream.range(0, nodes.size())
                .filter(other -> isReplica(id(nodes.get(other)), id, master))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Node " + node + " has no replica."));
        RedisNode replica = nodes.get(heir);
        Deadline.after(DEADLINE).await("the replica is in sync", () -> isInSync(replica));
        // The same as CLUSTER FAILOVER, without the vote: the other masters vote only once in ten seconds.
        expectOk(master, "CLIENT", "PAUSE", String.valueOf(DEADLINE.toMillis()), "WRITE");
        try {
            Deadline.after(DEADLINE)
                    .await(
                            "the replica has all data",
                            () -> role(replica).get(4).equals(role(master).get(1)));
            expectOk(replica, "CLUSTER", "FAILOVER", "TAKEOVER");
            String newId = id(replica);
            for (RedisNode each : nodes) {
                Deadline.after(DEADLINE).await("the replica takes over", () -> isReplica(id, newId, each));
            }
        } finally {
            expectOk(master, "CLIENT", "UNPAUSE");
        }
        return heir;
    }

    private static void expectOk(RedisNode node, String... command) {
        RedisNode.expectOk(call(node, command));
    }

    /** As one node knows it. A node that does not know the other as a master answers with an error, and not with a list. */
    private static boolean isReplica(String id, String master, RedisNode witness) {
        return ask(witness, "REPLICAS", master) instanceof List<?> replicas
                && replicas.stream().anyMatch(line -> line.toString().startsWith(id + " "));
    }

    static boolean isMaster(RedisNode node) {
        return role(node).get(0).equals("master");
    }

    /** Whether it is a replica that has its master's data. */
    private static boolean isInSync(RedisNode node) {
        List<?> role = role(node);
        return role.get(0).equals("slave") && role.get(3).equals("connected");
    }

    private static List<?> role(RedisNode node) {
        return call(node, "ROLE") instanceof List<?> role ? role : List.of("unknown");
    }

    private static String id(RedisNode node) {
        return String.valueOf(ask(node, "MYID"));
    }

    private static @Nullable Object ask(RedisNode node, String what, String... arguments) {
        String[] command = new String[arguments.length + 2];
        command[0] = "CLUSTER";
        command[1] = what;
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return call(node, command);
    }

    private static @Nullable Object call(RedisNode node, String... command) {
        try {
            return node.call(command);
        } catch (IOException e) {
            throw new IllegalStateException("A cluster node does not answer: " + e.getMessage(), e);
        }
    }
}
