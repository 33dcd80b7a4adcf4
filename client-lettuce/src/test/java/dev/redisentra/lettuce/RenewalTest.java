package dev.redisentra.lettuce;

import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Nested;

class RenewalTest {
    @Nested
    @WithLocalAzure
    class StandaloneResp2 extends RenewalContract {
        StandaloneResp2(LocalAzure azure) {
            super(azure, Protocol.RESP2);
        }
    }

    @Nested
    @WithLocalAzure(topology = Topology.CLUSTER)
    class ClusterResp3 extends RenewalContract {
        ClusterResp3(LocalAzure azure) {
            super(azure, Protocol.RESP3);
        }
    }
}
