package dev.redisentra.redisson;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.SoakContract;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Topology;

class RedissonSoakTest extends SoakContract {
    @Override
    protected ClientUnderTest open(RedisSettings settings, CommandedSource source) {
        return new RedissonUnderTest(
                settings.topology() == Topology.CLUSTER
                        ? RedissonClients.cluster(settings, source)
                        : RedissonClients.standalone(settings, source));
    }
}
