package dev.redisentra.comparison.work;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenRequestContext;
import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.RenewalPolicy;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.entra.EntraStrategy;
import redis.clients.authentication.core.SimpleToken;
import redis.clients.authentication.core.Token;
import redis.clients.authentication.core.TokenAuthConfig;
import redis.clients.authentication.core.TokenManagerConfig;

/**
 * How one contender logs in, from the process's environment.
 *
 * @param life of a token
 * @param lead before its end, when it is renewed, by whichever contender
 */
record Login(Contender contender, RedisSettings settings, Identity identity, Duration life, Duration lead) {
    private static final int REQUEST_TIMEOUT_MILLIS = 10_000;
    private static final TokenManagerConfig.RetryPolicy RETRY = new TokenManagerConfig.RetryPolicy(5, 100);

    static Login of(Contender contender, Duration life, Duration lead) {
        Map<String, String> environment = new TreeMap<>(System.getenv());
        if (contender == Contender.STATIC) {
            environment.putAll(Map.of("REDIS_AUTH", "access-key", "REDIS_ACCESS_KEY", System.getenv("COMPARISON_KEY")));
        }
        // AUTHs are through after a tenth of the lead. A token counts whole seconds and can live up to one longer.
        Duration settling = lead.plusSeconds(1).dividedBy(10).plusMillis(100);
        Identity identity = new Identity(life.minus(lead), settling);
        return new Login(contender, RedisSettings.fromEnvironment(environment), identity, life, lead);
    }

    String password() {
        return settings.accessKey().orElseThrow().reveal();
    }

    Optional<CredentialSource> source() {
        return contender == Contender.OURS
                ? Optional.of(CredentialSources.open(EntraStrategy.of(settings, identity), new Policy(lead, 0)))
                : Optional.empty();
    }

    private record Policy(Duration lead, double jitter) implements RenewalPolicy {}

    /**
     * For the clients' own support: redis-authx as redis-authx-entraid sets it up, for the user that a token is for. That
     * module itself wants an older msal4j than azure-identity of today and is left out.
     */
    TokenAuthConfig authx() {
        TokenRequestContext request = new TokenRequestContext().addScopes(settings.scope());
        return new TokenAuthConfig(
                new TokenManagerConfig(1 - (float) lead.toMillis() / life.toMillis(), 0, REQUEST_TIMEOUT_MILLIS, RETRY),
                () -> () -> token(identity.getTokenSync(request)));
    }

    private static Token token(AccessToken token) {
        String user = System.getenv("COMPARISON_USER");
        long expiry = token.getExpiresAt().toInstant().toEpochMilli();
        return new SimpleToken(user, token.getToken(), expiry, System.currentTimeMillis(), Map.of());
    }
}
