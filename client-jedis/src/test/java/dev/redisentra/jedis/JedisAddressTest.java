package dev.redisentra.jedis;

import dev.redisentra.contract.AddressContract;
import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;

class JedisAddressTest extends AddressContract {
    @Override
    protected ClientUnderTest cluster(RedisSettings settings, CredentialSource source) {
        return new JedisUnderTest(JedisClients.cluster(settings, source));
    }
}
