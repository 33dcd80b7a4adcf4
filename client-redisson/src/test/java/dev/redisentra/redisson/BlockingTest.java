package dev.redisentra.redisson;

import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;

@Order(2)
class BlockingTest {
    @Nested
    @WithLocalAzure(azureIdentity = true)
    class Resp3 extends BlockingContract {
        Resp3() {
            super(Protocol.RESP3);
        }
    }

    @Nested
    @WithLocalAzure(azureIdentity = true)
    class Resp2 extends BlockingContract {
        Resp2() {
            super(Protocol.RESP2);
        }
    }
}
