package dev.redisentra.redisson;

import dev.redisentra.contract.AddressContract;
import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;

class RedissonAddressTest extends AddressContract {
    @Override
    protected ClientUnderTest cluster(RedisSettings settings, CredentialSource source) {
        return new RedissonUnderTest(RedissonClients.cluster(settings, source));
    }

    /** Redisson's {@code checkSlotsCoverage}, which is on by default. */
    @Override
    protected boolean startsWithoutAllMasters() {
        return false;
    }
}
