package dev.redisentra.redisson;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.OutageContract;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import org.junit.jupiter.api.Order;

@Order(2)
class RedissonOutageTest extends OutageContract {
    @Override
    protected ClientUnderTest open(RedisSettings settings, CredentialSource source) {
        return new RedissonUnderTest(RedissonClients.standalone(settings, source));
    }
}
