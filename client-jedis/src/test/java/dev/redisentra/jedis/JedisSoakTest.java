package dev.redisentra.jedis;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.SoakContract;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Topology;

class JedisSoakTest extends SoakContract {
    @Override
    protected ClientUnderTest open(RedisSettings settings, CommandedSource source) {
        return new JedisUnderTest(
                settings.topology() == Topology.CLUSTER
                        ? JedisClients.cluster(settings, source)
                        : JedisClients.standalone(settings, source));
    }
}
