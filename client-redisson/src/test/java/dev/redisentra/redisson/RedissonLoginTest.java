package dev.redisentra.redisson;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.LoginContract;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;

class RedissonLoginTest extends LoginContract {
    @Override
    protected ClientUnderTest open(RedisSettings settings, CredentialSource source) {
        return new RedissonUnderTest(RedissonClients.standalone(settings, source));
    }
}
