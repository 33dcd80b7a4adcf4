package dev.redisentra.comparison.work;

import java.time.Duration;
import java.util.Optional;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.RenewalPolicy;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.entra.EntraStrategy;
import org.jspecify.annotations.Nullable;

/**
 * How one contender logs in.
 *
 * @param contender which one
 * @param settings where to; with the access key for those that do not renew
 * @param identity where tokens come from
 * @param policy by which ours renews
 * @param refreshRatio by which the official way renews: after this part of a token's life
 * @param shared of all clients that log in by this; null where each opens one of its own
 */
record Login(
        Contender contender,
        RedisSettings settings,
        Identity identity,
        RenewalPolicy policy,
        float refreshRatio,
        @Nullable CredentialSource shared) {
    /** Half-life, as the engine does with tokens this short: both renew equally often. */
    private static final float HALF = 0.5f;

    static Login of(Contender contender, RedisSettings settings, Duration settling) {
        return new Login(contender, settings, new Identity(settings, settling), RenewalPolicy.AZURE, HALF, null);
    }

    /** Tokens that live this long are renewed this long before their end, by both ways. */
    static Login of(Contender contender, RedisSettings settings, Duration settling, Duration tokenLife, Duration lead) {
        RenewalPolicy policy = new RenewalPolicy() {
            @Override
            public Duration lead() {
                return lead;
            }

            @Override
            public double jitter() {
                return 0;
            }
        };
        float ratio = 1 - (float) lead.toMillis() / tokenLife.toMillis();
        return new Login(contender, settings, new Identity(settings, settling), policy, ratio, null);
    }

    /** For several clients: ours have one source, of which each ends its part; the official ways each have their own. */
    Login onOneSource() {
        return new Login(contender, settings, identity, policy, refreshRatio, source().orElse(null));
    }

    String password() {
        return settings.accessKey().orElseThrow().reveal();
    }

    /** For ours, to be opened before all else: its first token is on its way, while a client is made. */
    Optional<CredentialSource> source() {
        if (shared != null) {
            return Optional.of(shared);
        }
        return contender == Contender.OURS
                ? Optional.of(CredentialSources.open(EntraStrategy.of(settings, identity), policy))
                : Optional.empty();
    }
}
