package dev.redisentra.redisson;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.StreamOnTheMoveContract;
import dev.redisentra.core.config.RedisSettings;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

class RedissonStreamOnTheMoveTest extends StreamOnTheMoveContract {
    @Override
    protected Reader open(RedisSettings settings, CommandedSource source) {
        RedissonClient redis = RedissonClients.cluster(settings, source);
        return new Reader() {
            @Override
            public String next(String stream) {
                Map<?, ?> read = redis.<String, String>getStream(stream, StringCodec.INSTANCE)
                        .read(RedissonUnderTest.after(null, "NEWEST").timeout(Duration.ZERO));
                return read.keySet().iterator().next().toString();
            }

            @Override
            public void close() {
                redis.shutdown(0, 500, TimeUnit.MILLISECONDS);
            }
        };
    }
}
