package dev.redisentra.core;

import java.time.Instant;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/**
 * Which credential may be published, and which one replaces another: only a better one. A source serves one principal,
 * for as long as it is open. Pure functions.
 */
final class CredentialRules {
    private CredentialRules() {}

    /**
     * Why a credential must not be used; null if it may.
     *
     * @param lastToken the last token that was published; null before the first
     */
    static @Nullable AuthException objection(
            RedisCredential credential, @Nullable RedisCredential lastToken, Instant now) {
        if (credential.isExpiredAt(now)) {
            return new AuthException(
                    AuthException.Kind.EXPIRED_TOKEN,
                    "The token that came had expired at %s, and it is %s here.".formatted(credential.expiresAt(), now),
                    "If this clock is right, the identity's cache holds an old token: it is asked again.",
                    null);
        }
        if (credential.kind() == CredentialKind.ENTRA
                && lastToken != null
                && !lastToken.username().equals(credential.username())) {
            return new AuthException(
                    AuthException.Kind.WRONG_PRINCIPAL,
                    "The token is for principal %s, and the ones before were for %s."
                            .formatted(credential.username(), lastToken.username()),
                    "Pin the identity, with AZURE_CLIENT_ID for a user-assigned one; if the change was meant, restart.",
                    null);
        }
        return null;
    }

    /**
     * Whether a credential is better than the one that is served.
     *
     * @param served what is served and not expired; null for nothing, than which all is better
     * @param ending the last token that was published, where it is about to expire
     * @param refused what the server refused; null where it did not. Anything else is better than that
     * @param atRisk whether the credential is about to expire: a key that serves is better than that
     */
    static boolean isBetter(
            RedisCredential credential,
            @Nullable RedisCredential served,
            @Nullable RedisCredential ending,
            @Nullable RedisCredential refused,
            boolean atRisk) {
        if (served == null) {
            return true;
        }
        if (served.equals(refused)) {
            return !credential.equals(refused);
        }
        Instant expiry = credential.expiresAt();
        if (expiry == null) {
            return !credential.equals(served);
        }
        if (served.kind() == credential.kind()) {
            return isLater(expiry, served);
        }
        // Back from the key, and not to what it was taken for.
        return !atRisk && (ending == null || isLater(expiry, ending));
    }

    private static boolean isLater(Instant expiry, RedisCredential than) {
        return than.expiresAt() == null || expiry.isAfter(than.expiresAt());
    }
}
