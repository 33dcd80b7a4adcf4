package dev.redisentra.sample;

import java.util.stream.Stream;

import dev.redisentra.testkit.Topology;
import org.junit.jupiter.params.provider.Arguments;

/** Which of the build's two lanes runs, the short one of every build or {@code -Pwide}, and on which clients. */
final class Lane {
    static final boolean WIDE = Boolean.getBoolean("lane.wide");

    private static final String LETTUCE = "lettuce";
    private static final String JEDIS = "jedis";
    private static final String REDISSON = "redisson";

    private Lane() {}

    static Stream<String> lettuceOrAll() {
        return clients(LETTUCE);
    }

    static Stream<String> jedisOrAll() {
        return clients(JEDIS);
    }

    static Stream<String> redissonOrAll() {
        return clients(REDISSON);
    }

    /** The three clients in the wide lane, and this one in the short one. */
    private static Stream<String> clients(String inTheShortOne) {
        return WIDE ? Stream.of(LETTUCE, JEDIS, REDISSON) : Stream.of(inTheShortOne);
    }

    /** Each client in each topology; in the short lane one in a cluster: on its own endpoint SurfaceIT has each. */
    static Stream<Arguments> clientsAndTopologies() {
        return WIDE
                ? Stream.of(LETTUCE, JEDIS, REDISSON)
                        .flatMap(client -> Stream.of(Topology.values()).map(topology -> Arguments.of(client, topology)))
                : Stream.of(Arguments.of(REDISSON, Topology.CLUSTER));
    }
}
