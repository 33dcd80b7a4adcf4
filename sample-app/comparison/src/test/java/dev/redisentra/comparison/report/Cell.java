package dev.redisentra.comparison.report;

import java.io.Serializable;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;

/** One client in one mode: where contenders are compared. */
record Cell(ClientKind client, Topology topology, Protocol protocol) implements Serializable {
    String title() {
        return "%s, %s, %s".formatted(client.title(), shape(), protocol);
    }

    String shape() {
        return topology == Topology.CLUSTER ? "cluster" : "standalone";
    }
}
