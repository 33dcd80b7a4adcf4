package dev.redisentra.jedis;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.ForeignServerContract;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;

/** With the same {@link javax.net.ssl.SSLSocketFactory}. */
@WithLocalAzure
class JedisForeignServerTest extends ForeignServerContract {
    JedisForeignServerTest(LocalAzure azure) {
        super(azure);
    }

    @Override
    @SuppressWarnings("deprecation") // as long as Jedis takes one
    protected Shared open(RedisSettings settings, CommandedSource source, Foreign foreign) {
        JedisClientConfig dressed = JedisClients.authenticate(JedisClients.clientConfig(settings), source);
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .ssl(foreign.tls())
                .sslSocketFactory(dressed.getSslSocketFactory())
                .sslParameters(dressed.getSslParameters());
        if (!foreign.password().isEmpty()) {
            config.password(foreign.password());
        }
        Jedis own = new Jedis(new HostAndPort(settings.host(), settings.port()), dressed);
        Jedis other = new Jedis(new HostAndPort(foreign.host(), foreign.port()), config.build());
        return new Shared() {
            @Override
            public void set(String key, String value) {
                own.set(key, value);
            }

            @Override
            public void setForeign(String key, String value) {
                other.set(key, value);
            }

            @Override
            public void close() {
                own.close();
                other.close();
            }
        };
    }
}
