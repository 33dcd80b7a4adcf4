package dev.redisentra.redisson;

import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;

@Order(2)
class RenewalTest {
    @Nested
    @WithLocalAzure(azureIdentity = true)
    class StandaloneResp2 extends RenewalContract {
        StandaloneResp2() {
            super(Protocol.RESP2);
        }
    }

    @Nested
    @WithLocalAzure(topology = Topology.CLUSTER, azureIdentity = true)
    class ClusterResp3 extends RenewalContract {
        ClusterResp3() {
            super(Protocol.RESP3);
        }
    }
}
