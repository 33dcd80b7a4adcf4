package dev.redisentra.comparison.work;

import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenRequestContext;
import redis.clients.authentication.core.SimpleToken;
import redis.clients.authentication.core.Token;
import redis.clients.authentication.core.TokenAuthConfig;
import redis.clients.authentication.core.TokenManagerConfig;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The official ways' tokens: redis-authx as redis-authx-entraid sets it up, which asks azure-identity and takes the user
 * from {@code oid}. That module itself wants an older msal4j than azure-identity of today and is left out.
 */
final class OfficialTokens {
    private static final int REQUEST_TIMEOUT_MILLIS = 10_000;
    private static final int ATTEMPTS = 5;
    private static final int RETRY_MILLIS = 100;
    private static final Pattern OID = Pattern.compile("\"oid\":\"([^\"]+)\"");

    private OfficialTokens() {}

    static TokenAuthConfig config(Login login) {
        TokenRequestContext request =
                new TokenRequestContext().addScopes(login.settings().scope());
        TokenAuthConfig.Builder<?> builder = TokenAuthConfig.builder();
        builder.expirationRefreshRatio(login.refreshRatio());
        builder.lowerRefreshBoundMillis(0);
        builder.tokenRequestExecTimeoutInMs(REQUEST_TIMEOUT_MILLIS);
        builder.maxAttemptsToRetry(ATTEMPTS);
        builder.delayInMsToRetry(RETRY_MILLIS);
        builder.identityProviderConfig(() -> () -> token(login.identity().getTokenSync(request)));
        return builder.build();
    }

    static TokenManagerConfig managerConfig(Login login) {
        return new TokenManagerConfig(
                login.refreshRatio(),
                0,
                REQUEST_TIMEOUT_MILLIS,
                new TokenManagerConfig.RetryPolicy(ATTEMPTS, RETRY_MILLIS));
    }

    private static Token token(AccessToken token) {
        String payload =
                new String(Base64.getUrlDecoder().decode(token.getToken().split("\\.", -1)[1]), UTF_8);
        Matcher oid = OID.matcher(payload);
        if (!oid.find()) {
            throw new IllegalStateException("The token has no oid");
        }
        return new SimpleToken(
                oid.group(1),
                token.getToken(),
                token.getExpiresAt().toInstant().toEpochMilli(),
                System.currentTimeMillis(),
                Map.of());
    }
}
