package dev.redisentra.jedis;

import java.time.Duration;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.LifeContract;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import org.junit.jupiter.api.Order;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

@Order(2)
class JedisLifeTest extends LifeContract {
    @Override
    protected ClientUnderTest standalone(RedisSettings settings, CredentialSource source) {
        // Jedis's pool closes by itself what nobody has used for a minute, and opens another when it is needed.
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMinEvictableIdleDuration(Duration.ofHours(1));
        return new JedisUnderTest(RedisClient.builder()
                .hostAndPort(settings.host(), settings.port())
                .clientConfig(JedisClients.authenticate(JedisClients.clientConfig(settings), source))
                .poolConfig(pool)
                .build());
    }

    @Override
    protected ClientUnderTest cluster(RedisSettings settings, CredentialSource source) {
        return new JedisUnderTest(JedisClients.cluster(settings, source));
    }
}
