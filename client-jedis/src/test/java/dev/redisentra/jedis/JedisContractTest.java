package dev.redisentra.jedis;

import java.util.Map;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.Contract;
import dev.redisentra.contract.Mode;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Nested;

class JedisContractTest {
    private static final String NO_AUTH = "In RESP2 a subscriber takes no AUTH: the server closes it at expiry.";

    /** Subscriptions that are shorter than a token's life are not concerned. */
    private static Map<Mode, String> gaps(Protocol protocol) {
        return protocol == Protocol.RESP2
                ? Map.of(Mode.CHANNELS, NO_AUTH, Mode.PATTERNS, NO_AUTH, Mode.SHARDED, NO_AUTH)
                : Map.of();
    }

    abstract static class Standalone extends Contract {
        Standalone(LocalAzure azure, Protocol protocol) {
            super(azure, protocol);
        }

        @Override
        protected ClientUnderTest open(RedisSettings settings, CommandedSource source) {
            return new JedisUnderTest(JedisClients.standalone(settings, source));
        }

        @Override
        protected Map<Mode, String> declared(Protocol protocol) {
            return gaps(protocol);
        }
    }

    abstract static class Cluster extends Contract {
        Cluster(LocalAzure azure, Protocol protocol) {
            super(azure, protocol);
        }

        @Override
        protected ClientUnderTest open(RedisSettings settings, CommandedSource source) {
            return new JedisUnderTest(JedisClients.cluster(settings, source));
        }

        @Override
        protected Map<Mode, String> declared(Protocol protocol) {
            return gaps(protocol);
        }
    }

    @Nested
    @WithLocalAzure
    class StandaloneResp3 extends Standalone {
        StandaloneResp3(LocalAzure azure) {
            super(azure, Protocol.RESP3);
        }
    }

    @Nested
    @WithLocalAzure
    class StandaloneResp2 extends Standalone {
        StandaloneResp2(LocalAzure azure) {
            super(azure, Protocol.RESP2);
        }
    }

    @Nested
    @WithLocalAzure(topology = Topology.CLUSTER)
    class ClusterResp3 extends Cluster {
        ClusterResp3(LocalAzure azure) {
            super(azure, Protocol.RESP3);
        }
    }

    @Nested
    @WithLocalAzure(topology = Topology.CLUSTER)
    class ClusterResp2 extends Cluster {
        ClusterResp2(LocalAzure azure) {
            super(azure, Protocol.RESP2);
        }
    }
}
