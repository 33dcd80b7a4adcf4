package dev.redisentra.jedis;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.LoginContract;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import redis.clients.jedis.exceptions.JedisAccessControlException;

class JedisLoginTest extends LoginContract {
    @Override
    protected ClientUnderTest open(RedisSettings settings, CredentialSource source) {
        return new JedisUnderTest(JedisClients.standalone(settings, source));
    }

    @Override
    protected Class<? extends RuntimeException> refusal() {
        return JedisAccessControlException.class;
    }
}
