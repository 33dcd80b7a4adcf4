package dev.redisentra.redisson;

import java.util.concurrent.TimeUnit;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.ForeignServerContract;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.redisson.config.SingleServerConfig;

/** With the same {@link org.redisson.client.NettyHook}. */
@WithLocalAzure
class RedissonForeignServerTest extends ForeignServerContract {
    RedissonForeignServerTest(LocalAzure azure) {
        super(azure);
    }

    @Override
    @SuppressWarnings("deprecation") // where Redisson before 4 has it
    protected Shared open(RedisSettings settings, CommandedSource source, Foreign foreign) {
        Config dressed = RedissonClients.config(settings, source);
        Config config = new Config().setNettyHook(dressed.getNettyHook());
        SingleServerConfig server = Placement.verifyServers(config, config.useSingleServer(), settings.tlsCa())
                .setConnectionMinimumIdleSize(1)
                .setAddress("%s://%s:%d".formatted(foreign.tls() ? "rediss" : "redis", foreign.host(), foreign.port()));
        if (!foreign.password().isEmpty()) {
            server.setPassword(foreign.password());
        }
        RedissonClient own = Redisson.create(dressed);
        RedissonClient other = Redisson.create(config);
        return new Shared() {
            @Override
            public void set(String key, String value) {
                own.getBucket(key, StringCodec.INSTANCE).set(value);
            }

            @Override
            public void setForeign(String key, String value) {
                other.getBucket(key, StringCodec.INSTANCE).set(value);
            }

            @Override
            public void close() {
                own.shutdown(0, 500, TimeUnit.MILLISECONDS);
                other.shutdown(0, 500, TimeUnit.MILLISECONDS);
            }
        };
    }
}
