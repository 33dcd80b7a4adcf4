package dev.redisentra.comparison.work;

import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * How one contender logs in, from the process's environment.
 *
 * @param policy by which ours renews
 * @param refreshRatio by which the client's own support renews, at the same moment: after this part of a token's life
 */
record Login(Contender contender, RedisSettings settings, Identity identity, RenewalPolicy policy, float refreshRatio) {
    /** Of the environment: for those that do not renew. */
    public static final String KEY = "COMPARISON_KEY";

    private static final int REQUEST_TIMEOUT_MILLIS = 10_000;
    private static final TokenManagerConfig.RetryPolicy RETRY = new TokenManagerConfig.RetryPolicy(5, 100);
    private static final Pattern OID = Pattern.compile("\"oid\":\"([^\"]+)\"");

    /** Tokens are renewed at half-life. */
    static Login of(Contender contender) {
        return of(contender, RenewalPolicy.AZURE, 0.5f, Duration.ofMillis(600));
    }

    /** Tokens that live this long are renewed this long before their end; its AUTHs are through after a tenth of that. */
    static Login of(Contender contender, Duration life, Duration lead) {
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
        // A token counts whole seconds and can live up to one longer.
        Duration settling = lead.plusSeconds(1).dividedBy(10).plusMillis(100);
        return of(contender, policy, 1 - (float) lead.toMillis() / life.toMillis(), settling);
    }

    private static Login of(Contender contender, RenewalPolicy policy, float refreshRatio, Duration settling) {
        Map<String, String> environment = new TreeMap<>(System.getenv());
        if (!contender.renews()) {
            environment.putAll(Map.of("REDIS_AUTH", "access-key", "REDIS_ACCESS_KEY", System.getenv(KEY)));
        }
        RedisSettings settings = RedisSettings.fromEnvironment(environment);
        Identity identity = new Identity(System.getenv("AZURE_CLIENT_ID"), settling);
        return new Login(contender, settings, identity, policy, refreshRatio);
    }

    String password() {
        return settings.accessKey().orElseThrow().reveal();
    }

    /** For ours, to be opened before all else: its first token is on its way while a client is made. */
    Optional<CredentialSource> source() {
        return contender == Contender.OURS
                ? Optional.of(CredentialSources.open(EntraStrategy.of(settings, identity), policy))
                : Optional.empty();
    }

    /**
     * For the clients' own support: redis-authx as redis-authx-entraid sets it up, which takes the user from {@code oid}. That
     * module itself wants an older msal4j than azure-identity of today and is left out.
     */
    TokenAuthConfig authx() {
        TokenRequestContext request = new TokenRequestContext().addScopes(settings.scope());
        return new TokenAuthConfig(
                new TokenManagerConfig(refreshRatio, 0, REQUEST_TIMEOUT_MILLIS, RETRY),
                () -> () -> token(identity.getTokenSync(request)));
    }

    private static Token token(AccessToken token) {
        String payload =
                new String(Base64.getUrlDecoder().decode(token.getToken().split("\\.", -1)[1]), UTF_8);
        Matcher oid = OID.matcher(payload);
        if (!oid.find()) {
            throw new IllegalStateException("The token has no oid");
        }
        long expiry = token.getExpiresAt().toInstant().toEpochMilli();
        return new SimpleToken(oid.group(1), token.getToken(), expiry, System.currentTimeMillis(), Map.of());
    }
}
