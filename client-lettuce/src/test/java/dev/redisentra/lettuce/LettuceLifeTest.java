package dev.redisentra.lettuce;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.LifeContract;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import org.junit.jupiter.api.Order;

@Order(2)
class LettuceLifeTest extends LifeContract {
    @Override
    protected ClientUnderTest standalone(RedisSettings settings, CredentialSource source) {
        return new LettuceUnderTest(LettuceClients.standalone(settings, source));
    }

    @Override
    protected ClientUnderTest cluster(RedisSettings settings, CredentialSource source) {
        return new LettuceUnderTest(LettuceClients.cluster(settings, source));
    }

    /** By default, in the version that is tested here. */
    @Override
    protected boolean asksForMaintenance() {
        return true;
    }
}
