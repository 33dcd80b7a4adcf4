package dev.redisentra.comparison.report;

import java.io.Serializable;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;

/**
 * One client in one mode: where contenders are compared.
 *
 * @param renews whether tokens are short-lived; or else none is renewed while it is measured
 */
record Cell(ClientKind client, Topology topology, Protocol protocol, boolean renews) implements Serializable {
    Cell(ClientKind client, Topology topology, Protocol protocol) {
        this(client, topology, protocol, true);
    }

    String title() {
        return "%s, %s, %s%s".formatted(client.title(), shape(), protocol, renews ? "" : ", without renewals");
    }

    String shape() {
        return topology == Topology.CLUSTER ? "cluster" : "standalone";
    }
}
