package dev.redisentra.lettuce;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.PermissionsContract;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import org.junit.jupiter.api.Order;

@Order(2)
class LettucePermissionsTest extends PermissionsContract {
    @Override
    protected ClientUnderTest standalone(RedisSettings settings, CredentialSource source) {
        return new LettuceUnderTest(LettuceClients.standalone(settings, source));
    }

    @Override
    protected ClientUnderTest cluster(RedisSettings settings, CredentialSource source) {
        return new LettuceUnderTest(LettuceClients.cluster(settings, source));
    }
}
