package dev.redisentra.lettuce;

import dev.redisentra.contract.AddressContract;
import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;

class LettuceAddressTest extends AddressContract {
    @Override
    protected ClientUnderTest cluster(RedisSettings settings, CredentialSource source) {
        return new LettuceUnderTest(LettuceClients.cluster(settings, source));
    }
}
