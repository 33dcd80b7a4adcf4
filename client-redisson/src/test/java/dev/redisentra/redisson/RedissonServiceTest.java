package dev.redisentra.redisson;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.ServiceContract;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import org.junit.jupiter.api.Order;
import org.redisson.Redisson;
import org.redisson.config.Config;

@Order(2)
class RedissonServiceTest extends ServiceContract {
    @Override
    protected ClientUnderTest standalone(RedisSettings settings, CredentialSource source) {
        return new RedissonUnderTest(RedissonClients.standalone(settings, source));
    }

    @Override
    protected ClientUnderTest cluster(RedisSettings settings, CredentialSource source) {
        Config config = RedissonClients.config(settings, source);
        // Redisson learns by this alone who has become master; with its own 5 s each failover would take as long.
        config.useClusterServers().setScanInterval(500);
        return new RedissonUnderTest(Redisson.create(config));
    }
}
