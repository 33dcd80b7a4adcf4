package dev.redisentra.core.renewal;

import java.time.Instant;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/** What speaks against publishing a credential. A source serves one principal, for as long as it is open. */
final class Plausibility {
    private @Nullable String principal;

    /** Why a credential must not be used; null if it may. */
    @Nullable
    AuthException objection(RedisCredential credential, Instant now) {
        if (credential.isExpiredAt(now)) {
            return new AuthException(
                    AuthException.Kind.EXPIRED_TOKEN,
                    "The token that came had expired at %s, and it is %s here.".formatted(credential.expiresAt(), now),
                    "If this clock is right, the identity's cache holds an old token: it is asked again.",
                    null);
        }
        if (credential.mode() == AuthMode.ENTRA && principal != null && !principal.equals(credential.username())) {
            return new AuthException(
                    AuthException.Kind.WRONG_PRINCIPAL,
                    "The token is for principal %s, and the ones before were for %s."
                            .formatted(credential.username(), principal),
                    "Pin the identity, with AZURE_CLIENT_ID for a user-assigned one; if the change was meant, restart.",
                    null);
        }
        return null;
    }

    void published(RedisCredential credential) {
        if (credential.mode() == AuthMode.ENTRA) {
            principal = credential.username();
        }
    }

    /** Whether a credential is worth having beside the one that is served. */
    static boolean isNewer(RedisCredential credential, @Nullable RedisCredential served) {
        if (served == null || served.mode() != credential.mode()) {
            return true;
        }
        Instant expiry = credential.expiresAt();
        Instant oldExpiry = served.expiresAt();
        if (expiry == null || oldExpiry == null) {
            return !credential.equals(served);
        }
        return expiry.isAfter(oldExpiry);
    }
}
