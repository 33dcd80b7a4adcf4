package dev.redisentra.redisson;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.spi.version.ClientVersions;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.redisson.Redisson;
import org.redisson.config.Config;

/** First, and the clusters first of it: they take longest, and what else there is fits in beside them. */
@Order(1)
class RedissonContractTest {
    abstract static class Contract extends dev.redisentra.contract.Contract {
        Contract(LocalAzure azure, Protocol protocol) {
            super(azure, protocol);
        }

        @Override
        protected ClientVersions versions() {
            return ClientVersions.of(RedissonClients.class, Config.class);
        }
    }

    abstract static class Standalone extends Contract {
        Standalone(LocalAzure azure, Protocol protocol) {
            super(azure, protocol);
        }

        @Override
        protected ClientUnderTest open(RedisSettings settings, CommandedSource source) {
            return new RedissonUnderTest(RedissonClients.standalone(settings, source));
        }
    }

    abstract static class Cluster extends Contract {
        Cluster(LocalAzure azure, Protocol protocol) {
            super(azure, protocol);
        }

        @Override
        protected ClientUnderTest open(RedisSettings settings, CommandedSource source) {
            Config config = RedissonClients.config(settings, source);
            // Redisson learns by this alone who has become master; with its own 5 s each failover would take as long.
            config.useClusterServers().setScanInterval(500);
            return new RedissonUnderTest(Redisson.create(config));
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
    @Order(1)
    @WithLocalAzure(topology = Topology.CLUSTER, replicas = 1)
    class ClusterResp3 extends Cluster {
        ClusterResp3(LocalAzure azure) {
            super(azure, Protocol.RESP3);
        }
    }

    @Nested
    @Order(2)
    @WithLocalAzure(topology = Topology.CLUSTER, replicas = 1)
    class ClusterResp2 extends Cluster {
        ClusterResp2(LocalAzure azure) {
            super(azure, Protocol.RESP2);
        }
    }
}
