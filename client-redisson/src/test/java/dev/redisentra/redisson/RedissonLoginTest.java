package dev.redisentra.redisson;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.LoginContract;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import org.junit.jupiter.api.Order;
import org.redisson.client.RedisException;

@Order(2)
class RedissonLoginTest extends LoginContract {
    @Override
    protected ClientUnderTest open(RedisSettings settings, CredentialSource source) {
        return new RedissonUnderTest(RedissonClients.standalone(settings, source));
    }

    @Override
    protected Class<? extends RuntimeException> refusal() {
        return RedisException.class;
    }

    /** One of the pool's, whose connections are opened one after the other, and one for subscriptions. */
    @Override
    protected int loginsAtOnce() {
        return 2;
    }
}
