package dev.redisentra.core.entra;

import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthStrategy;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import dev.redisentra.core.config.RedisSettings;
import org.jspecify.annotations.Nullable;

/**
 * Logs in with a Microsoft Entra token: the principal's object id is the user, the token the password.
 *
 * <p>By default azure-identity's {@code DefaultAzureCredential} finds the identity: a managed one on Azure, a service
 * principal from the environment, a developer's login. It goes by azure-identity's own environment variables, {@code
 * AZURE_AUTHORITY_HOST} and {@code AZURE_TOKEN_CREDENTIALS} included. Hand in any other {@link TokenCredential} instead;
 * it stays the caller's, and azure-identity is not needed then.
 *
 * <pre>{@code
 * // a user-assigned identity by its object id or resource id; the client id is a setting, AZURE_CLIENT_ID
 * EntraStrategy.of(settings, new ManagedIdentityCredentialBuilder().objectId(id).build())
 * }</pre>
 */
public final class EntraStrategy implements AuthStrategy {
    private final Supplier<TokenCredential> identity;
    private final TokenRequestContext request;
    private final String scope;
    private final @Nullable String username;
    private final @Nullable ClassLoader contextClassLoader;

    private EntraStrategy(
            Supplier<TokenCredential> identity, RedisSettings settings, @Nullable ClassLoader contextClassLoader) {
        this.identity = identity;
        this.scope = settings.scope();
        this.username = settings.username().orElse(null);
        this.contextClassLoader = contextClassLoader;
        this.request = new TokenRequestContext().addScopes(scope);
    }

    /**
     * The identity that this environment has, user-assigned where the settings name a client id.
     *
     * @throws dev.redisentra.core.config.InvalidSettingsException if a variable of azure-identity's own cannot be right
     * @throws IllegalStateException if azure-identity is not there, with what to do about it
     */
    public static EntraStrategy of(RedisSettings settings) {
        return new EntraStrategy(AzureIdentity.ofEnvironment(settings), settings, EntraStrategy.class.getClassLoader());
    }

    /**
     * Uses an identity of the caller's. It is asked with the context class loader that this is called with: libraries
     * look for their plug-ins there, and the threads are the source's own.
     */
    public static EntraStrategy of(RedisSettings settings, TokenCredential identity) {
        Objects.requireNonNull(identity, "identity");
        return new EntraStrategy(
                () -> identity, settings, Thread.currentThread().getContextClassLoader());
    }

    @Override
    public CredentialKind kind() {
        return CredentialKind.ENTRA;
    }

    @Override
    public RedisCredential obtain() {
        AccessToken token = ask();
        // Identities by hand may give less than they promise.
        if (token == null || token.getToken() == null || token.getToken().isBlank()) {
            throw incomplete("gave no token");
        }
        TokenClaims claims = TokenClaims.of(token.getToken());
        requireAudience(claims);
        return new RedisCredential(
                user(claims), Secret.of(token.getToken()), CredentialKind.ENTRA, expiry(token, claims));
    }

    private @Nullable AccessToken ask() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(contextClassLoader);
        try {
            return identity.get().getTokenSync(request);
        } catch (RuntimeException failure) {
            throw IdentityFailure.of(failure, scope);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public String whenSilent() {
        return IdentityFailure.whatToCheck();
    }

    /** A token for another resource is refused by Redis with a mere WRONGPASS. */
    private void requireAudience(TokenClaims claims) {
        String audience = claims.audience();
        String resource = scope.substring(0, scope.length() - "/.default".length());
        if (audience != null && Resource.of(audience).isOtherThan(Resource.of(resource))) {
            throw new AuthException(
                    AuthException.Kind.WRONG_AUDIENCE,
                    "The token is for %s, and Redis takes tokens for %s.".formatted(audience, resource),
                    "Set REDIS_SCOPE to the scope of this cloud's Redis, or leave it out.",
                    null);
        }
    }

    /** A user that is not the token's is refused by Redis with a mere WRONGPASS, too. */
    private String user(TokenClaims claims) {
        String objectId = claims.objectId();
        if (username != null && objectId != null && !username.equalsIgnoreCase(objectId)) {
            throw new AuthException(
                    AuthException.Kind.WRONG_PRINCIPAL,
                    "REDIS_USERNAME is %s, and the token is for the principal with the object id %s."
                            .formatted(username, objectId),
                    "Leave REDIS_USERNAME out, or set it to the object id of the identity that the service uses (not its client"
                            + " id, and not a group's id).",
                    null);
        }
        String user = objectId != null ? objectId : username;
        if (user == null) {
            throw new AuthException(
                    AuthException.Kind.NO_OBJECT_ID,
                    "The token does not say whose it is: it has no oid claim.",
                    "Set REDIS_USERNAME to the principal's object id.",
                    null);
        }
        return user;
    }

    /** The earlier of what the SDK and what the token says: the server goes by the token. */
    private static Instant expiry(AccessToken token, TokenClaims claims) {
        Instant told =
                token.getExpiresAt() == null ? null : token.getExpiresAt().toInstant();
        Instant claimed = claims.expiresAt();
        Instant earlier = told == null || (claimed != null && claimed.isBefore(told)) ? claimed : told;
        if (earlier == null) {
            throw incomplete("gave a token that does not say when it expires");
        }
        return earlier;
    }

    private static AuthException incomplete(String what) {
        return new AuthException(
                AuthException.Kind.IDENTITY_UNAVAILABLE,
                "The identity %s.".formatted(what),
                "Check the TokenCredential that was handed in; it is asked again.",
                null);
    }
}
