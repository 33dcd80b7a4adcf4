package dev.redisentra.redisson;

import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Nested;

class ModesTest {
    @Nested
    @WithLocalAzure(azureIdentity = true)
    class StandaloneResp2 extends ModesContract {
        StandaloneResp2() {
            super(Protocol.RESP2);
        }
    }

    @Nested
    @WithLocalAzure(topology = Topology.CLUSTER, azureIdentity = true)
    class ClusterResp3 extends ModesContract {
        ClusterResp3() {
            super(Protocol.RESP3);
        }
    }
}
