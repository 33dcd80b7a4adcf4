package dev.redisentra.lettuce;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.StreamOnTheMoveContract;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

class LettuceStreamOnTheMoveTest {
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
            RedisClusterClient client = LettuceClients.cluster(settings, source);
            StatefulRedisClusterConnection<String, String> connection = client.connect();
            return new Reader() {
                @Override
                @SuppressWarnings("unchecked") // varargs of streams
                public String next(String stream) {
                    connection.setTimeout(Duration.ofMinutes(1));
                    return connection
                            .sync()
                            .xread(XReadArgs.Builder.block(0), XReadArgs.StreamOffset.latest(stream))
                            .get(0)
                            .getId();
                }

                @Override
                public void close() {
                    client.shutdown(0, 2, TimeUnit.SECONDS);
                }
            };
        }
    }
}
