package dev.redisentra.comparison.work;

import java.time.Duration;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.entra.EntraStrategy;

/**
 * How one contender logs in.
 *
 * @param contender which one
 * @param settings where to; with the access key for those that do not renew
 * @param identity where tokens come from
 */
record Login(Contender contender, RedisSettings settings, Identity identity) {
    private static final Duration FIRST_TOKEN = Duration.ofSeconds(30);

    static Login of(Contender contender, RedisSettings settings, Duration settling) {
        return new Login(contender, settings, new Identity(settings, settling));
    }

    String password() {
        return settings.accessKey().orElseThrow().reveal();
    }

    /** Has its first token when this returns: how long that takes on a busy machine is not the question here. */
    CredentialSource source() {
        CredentialSource source = CredentialSources.open(EntraStrategy.of(settings, identity));
        try {
            source.await(FIRST_TOKEN);
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
        return source;
    }
}
