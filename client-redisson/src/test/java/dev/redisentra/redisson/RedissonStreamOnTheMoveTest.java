package dev.redisentra.redisson;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.StreamOnTheMoveContract;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.redisson.api.RedissonClient;
import org.redisson.api.stream.StreamMessageId;
import org.redisson.api.stream.StreamReadArgs;
import org.redisson.client.codec.StringCodec;

class RedissonStreamOnTheMoveTest {
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
            RedissonClient redis = RedissonClients.cluster(settings, source);
            return new Reader() {
                @Override
                public String next(String stream) {
                    return redis.<String, String>getStream(stream, StringCodec.INSTANCE)
                            .read(StreamReadArgs.greaterThan(StreamMessageId.NEWEST)
                                    .timeout(Duration.ZERO))
                            .keySet()
                            .iterator()
                            .next()
                            .toString();
                }

                @Override
                public void close() {
                    redis.shutdown(0, 500, TimeUnit.MILLISECONDS);
                }
            };
        }
    }
}
