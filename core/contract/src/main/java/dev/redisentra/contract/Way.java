package dev.redisentra.contract;

import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;

/** Whose job it is to carry a new token to a client's connections. */
public enum Way {
    /** The adapter's. */
    OURS("the adapter"),
    /** The client's own support's, in the best way that its documentation knows. */
    CLIENTS_OWN("the client's own support"),
    /** Nobody's: each new connection logs in with the newest. Lettuce alone, one server, RESP2: so does that starter. */
    SPRING_CLOUD_AZURE("Lettuce as Spring Cloud Azure's starter sets it up") {
        @Override
        boolean isTriedIn(Protocol protocol, Topology topology) {
            return protocol == Protocol.RESP2 && topology == Topology.STANDALONE;
        }
    },
    /** Nobody's: the first token is used as a password. */
    ONE_TOKEN("one token as a password") {
        /** A token that is never replaced fares the same in either protocol. */
        @Override
        boolean isTriedIn(Protocol protocol, Topology topology) {
            return protocol == Protocol.RESP3;
        }
    };

    private final String title;

    Way(String title) {
        this.title = title;
    }

    /** Whether there is anything to be found out. */
    boolean isTriedIn(Protocol protocol, Topology topology) {
        return true;
    }

    @Override
    public String toString() {
        return title;
    }
}
