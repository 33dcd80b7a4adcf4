package dev.redisentra.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Makes one cluster of the nodes, and knows when it is healthy. */
final class Cluster {
    private static final int SLOTS = 16384;
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private Cluster() {}

    /** @param configs as the servers were started; the nodes meet inside, where their buses are */
    static void form(List<RedisNode> nodes, List<ServerConfig> configs) throws IOException {
        for (int i = 0; i < nodes.size(); i++) {
            RedisNode node = nodes.get(i);
            // Distinct from the beginning, so that the masters don't have to settle it among them.
            RedisNode.expectOk(node.call("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1)));
            RedisNode.expectOk(node.call(
                    "CLUSTER",
                    "ADDSLOTSRANGE",
                    Integer.toString(SLOTS * i / nodes.size()),
                    Integer.toString(SLOTS * (i + 1) / nodes.size() - 1)));
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
        awaitHealthy(nodes);
    }

    static void awaitHealthy(List<RedisNode> nodes) {
        for (RedisNode node : nodes) {
            Deadline.after(DEADLINE).await("the cluster is healthy", () -> healthy(info(node), nodes.size()));
        }
    }

    private static @Nullable Object info(RedisNode node) {
        try {
            return node.call("CLUSTER", "INFO");
        } catch (IOException e) {
            throw new IllegalStateException("A cluster node does not answer: " + e.getMessage(), e);
        }
    }

    private static boolean healthy(@Nullable Object info, int nodes) {
        List<String> lines = List.of(String.valueOf(info).split("\r\n", -1));
        return lines.contains("cluster_state:ok")
                && lines.contains("cluster_slots_ok:" + SLOTS)
                && lines.contains("cluster_known_nodes:" + nodes)
                && lines.contains("cluster_size:" + nodes);
    }
}
