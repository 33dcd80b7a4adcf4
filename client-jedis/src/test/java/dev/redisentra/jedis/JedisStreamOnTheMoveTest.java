package dev.redisentra.jedis;

import java.util.Map;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.StreamOnTheMoveContract;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XReadParams;

class JedisStreamOnTheMoveTest {
    @Nested
    @WithLocalAzure(topology = Topology.CLUSTER)
    class Resp3 extends StreamOnTheMove {
        Resp3(LocalAzure azure) {
            super(azure, Protocol.RESP3);
        }
    }

    @Nested
    @Tag("long")
    @WithLocalAzure(topology = Topology.CLUSTER)
    class Resp2 extends StreamOnTheMove {
        Resp2(LocalAzure azure) {
            super(azure, Protocol.RESP2);
        }
    }

    abstract static class StreamOnTheMove extends StreamOnTheMoveContract {
        StreamOnTheMove(LocalAzure azure, Protocol protocol) {
            super(azure, protocol);
        }

        @Override
        protected Reader open(RedisSettings settings, CommandedSource source) {
            RedisClusterClient redis = JedisClients.cluster(settings, source);
            return new Reader() {
                @Override
                public String next(String stream) {
                    return redis.xread(
                                    XReadParams.xReadParams().block(0), Map.of(stream, StreamEntryID.XREAD_NEW_ENTRY))
                            .get(0)
                            .getValue()
                            .get(0)
                            .getID()
                            .toString();
                }

                @Override
                public void close() {
                    redis.close();
                }
            };
        }
    }
}
