package dev.redisentra.redisson;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.PermissionsContract;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import org.junit.jupiter.api.Order;

@Order(2)
class RedissonPermissionsTest extends PermissionsContract {
    @Override
    protected ClientUnderTest standalone(RedisSettings settings, CredentialSource source) {
        return new RedissonUnderTest(RedissonClients.standalone(settings, source));
    }

    @Override
    protected ClientUnderTest cluster(RedisSettings settings, CredentialSource source) {
        return new RedissonUnderTest(RedissonClients.cluster(settings, source));
    }
}
