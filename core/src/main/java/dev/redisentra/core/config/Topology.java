package dev.redisentra.core.config;

/** How the server presents itself. */
public enum Topology {
    /** One endpoint: not clustered, or Azure Managed Redis with the Enterprise cluster policy. */
    STANDALONE,
    /** The OSS cluster protocol: clients talk to each node. */
    CLUSTER
}
