package dev.redisentra.testkit;

/** The shape of the Redis that {@link LocalAzure} starts. */
public enum Topology {
    /** One node. Ready in about 50 ms. */
    STANDALONE("standalone", 1),

    /**
     * Three masters that share all slots. Ready in about 2 s: a Redis master waits that long before it calls a cluster
     * healthy (CLUSTER_WRITABLE_DELAY in its cluster.c), so share one between tests where they allow it.
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
