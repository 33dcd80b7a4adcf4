package dev.redisentra.testkit;

/** The shape of the Redis that {@link LocalAzure} starts. */
public enum Topology {
    /** One node. It is ready in a fraction of a second. */
    STANDALONE("standalone", 1),

    /**
     * Three masters that share all slots. It is ready in about 2 s, because a Redis master waits that long before it
     * reports a healthy cluster (CLUSTER_WRITABLE_DELAY in its cluster.c). Tests that can share one should do so.
     */
    CLUSTER("cluster", 3);

    private final String setting;
    private final int nodes;

    Topology(String setting, int nodes) {
        this.setting = setting;
        this.nodes = nodes;
    }

    /** The value of {@code REDIS_TOPOLOGY} that asks for this shape. */
    String setting() {
        return setting;
    }

    int nodes() {
        return nodes;
    }
}
