package dev.redisentra.comparison.work;

import java.time.Duration;
import java.util.Optional;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.entra.EntraStrategy;
import dev.redisentra.core.renewal.RenewalPolicy;

/**
 * How one contender logs in.
 *
 * @param contender which one
 * @param settings where to; with the access key for those that do not renew
 * @param identity where tokens come from
 * @param policy by which ours renews
 * @param refreshRatio by which the official way renews: after this part of a token's life
 */
record Login(Contender contender, RedisSettings settings, Identity identity, RenewalPolicy policy, float refreshRatio) {
    /** Half-life, as the engine does with tokens this short: both renew equally often. */
    private static final float HALF = 0.5f;

    static Login of(Contender contender, RedisSettings settings, Duration settling) {
        return new Login(contender, settings, new Identity(settings, settling), RenewalPolicy.AZURE, HALF);
    }

    /** Tokens that live this long are renewed this long before their end, by both ways. */
    static Login of(Contender contender, RedisSettings settings, Duration settling, Duration tokenLife, Duration lead) {
        RenewalPolicy policy = RenewalPolicy.AZURE.withLead(lead).withJitter(0);
        float ratio = 1 - (float) lead.toMillis() / tokenLife.toMillis();
        return new Login(contender, settings, new Identity(settings, settling), policy, ratio);
    }

    String password() {
        return settings.accessKey().orElseThrow().reveal();
    }

    /** For ours, to be opened before all else: its first token is on its way, while a client is made. */
    Optional<CredentialSource> source() {
        return contender == Contender.OURS
                ? Optional.of(CredentialSources.open(EntraStrategy.of(settings, identity), policy))
                : Optional.empty();
    }
}
