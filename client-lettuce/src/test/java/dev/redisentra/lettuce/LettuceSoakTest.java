package dev.redisentra.lettuce;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.SoakContract;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Topology;

class LettuceSoakTest extends SoakContract {
    @Override
    protected ClientUnderTest open(RedisSettings settings, CommandedSource source) {
        return new LettuceUnderTest(
                settings.topology() == Topology.CLUSTER
                        ? LettuceClients.cluster(settings, source)
                        : LettuceClients.standalone(settings, source));
    }
}
