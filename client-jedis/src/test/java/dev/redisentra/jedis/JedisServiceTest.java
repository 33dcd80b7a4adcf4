package dev.redisentra.jedis;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.ServiceContract;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import org.junit.jupiter.api.Order;

@Order(2)
class JedisServiceTest extends ServiceContract {
    @Override
    protected ClientUnderTest standalone(RedisSettings settings, CredentialSource source) {
        return new JedisUnderTest(JedisClients.standalone(settings, source));
    }

    @Override
    protected ClientUnderTest cluster(RedisSettings settings, CredentialSource source) {
        return new JedisUnderTest(JedisClients.cluster(settings, source));
    }
}
