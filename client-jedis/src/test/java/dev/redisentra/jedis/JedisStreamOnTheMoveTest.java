package dev.redisentra.jedis;

import java.util.Map;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.StreamOnTheMoveContract;
import dev.redisentra.core.config.RedisSettings;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XReadParams;

class JedisStreamOnTheMoveTest extends StreamOnTheMoveContract {
    @Override
    protected Reader open(RedisSettings settings, CommandedSource source) {
        JedisUnderTest cluster = JedisUnderTest.cluster(settings, source);
        return new Reader() {
            @Override
            public String next(String stream) {
                return cluster.jedis()
                        .xread(XReadParams.xReadParams().block(0), Map.of(stream, StreamEntryID.XREAD_NEW_ENTRY))
                        .get(0)
                        .getValue()
                        .get(0)
                        .getID()
                        .toString();
            }

            @Override
            public void close() {
                cluster.close();
            }
        };
    }
}
