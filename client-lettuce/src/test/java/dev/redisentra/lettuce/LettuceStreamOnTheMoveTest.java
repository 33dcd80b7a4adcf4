package dev.redisentra.lettuce;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.StreamOnTheMoveContract;
import dev.redisentra.core.config.RedisSettings;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;

class LettuceStreamOnTheMoveTest extends StreamOnTheMoveContract {
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
