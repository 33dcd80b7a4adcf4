package dev.redisentra.lettuce;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.LoginContract;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;

class LettuceLoginTest extends LoginContract {
    @Override
    protected ClientUnderTest open(RedisSettings settings, CredentialSource source) {
        return new LettuceUnderTest(LettuceClients.standalone(settings, source));
    }
}
