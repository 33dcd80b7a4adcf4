package dev.redisentra.lettuce;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Nested;

/** The contract in a cluster of three masters. */
@WithLocalAzure(topology = Topology.CLUSTER)
class ClusterTest {
    @Nested
    class Resp3 extends RenewalContract {
        Resp3(LocalAzure azure) {
            super(azure);
        }

        @Override
        Lettuce open(LocalAzure azure, CredentialSource source) {
            return Lettuce.ready(azure, Protocol.RESP3, source);
        }
    }

    @Nested
    class Resp2 extends RenewalContract {
        Resp2(LocalAzure azure) {
            super(azure);
        }

        @Override
        Lettuce open(LocalAzure azure, CredentialSource source) {
            return Lettuce.ready(azure, Protocol.RESP2, source);
        }
    }
}
