package dev.redisentra.jedis;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.HandshakeContract;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(
        value = "asksTheServer",
        disabledReason = "before Jedis 7.2 JedisClients makes no client, and so asks no server what it takes")
class JedisHandshakeTest extends HandshakeContract {
    static boolean asksTheServer() {
        return JedisUnderTest.HAS_REDIS_CLIENT;
    }

    @Override
    protected ClientUnderTest standalone(RedisSettings settings, CredentialSource source) {
        return JedisUnderTest.standalone(settings, source);
    }

    @Override
    protected ClientUnderTest cluster(RedisSettings settings, CredentialSource source) {
        return JedisUnderTest.cluster(settings, source);
    }
}
