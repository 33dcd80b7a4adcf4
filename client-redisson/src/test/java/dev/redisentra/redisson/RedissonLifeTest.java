package dev.redisentra.redisson;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.LifeContract;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import org.junit.jupiter.api.Order;

@Order(2)
class RedissonLifeTest extends LifeContract {
    @Override
    protected ClientUnderTest standalone(RedisSettings settings, CredentialSource source) {
        return new RedissonUnderTest(RedissonClients.standalone(settings, source));
    }

    @Override
    protected ClientUnderTest cluster(RedisSettings settings, CredentialSource source) {
        return new RedissonUnderTest(RedissonClients.cluster(settings, source));
    }
}
