package dev.redisentra.jedis;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.OutageContract;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import org.junit.jupiter.api.Order;

@Order(2)
class JedisOutageTest extends OutageContract {
    @Override
    protected ClientUnderTest open(RedisSettings settings, CredentialSource source) {
        return new JedisUnderTest(JedisClients.standalone(settings, source));
    }
}
