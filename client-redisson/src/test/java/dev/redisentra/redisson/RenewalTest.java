package dev.redisentra.redisson;

import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Nested;

class RenewalTest {
    @Nested
    @WithLocalAzure(azureIdentity = true)
    class StandaloneResp3 extends RenewalContract {
        StandaloneResp3() {
            super(Protocol.RESP3);
        }
    }

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

    @Nested
    @WithLocalAzure(topology = Topology.CLUSTER, azureIdentity = true)
    class ClusterResp2 extends RenewalContract {
        ClusterResp2() {
            super(Protocol.RESP2);
        }
    }
}
