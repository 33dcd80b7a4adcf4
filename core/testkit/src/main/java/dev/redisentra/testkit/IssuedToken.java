package dev.redisentra.testkit;

import java.time.Instant;

/**
 * A token that the identity issued. Immutable.
 *
 * @param value the encoded JWT. It is a secret, so {@link #toString()} leaves it out
 * @param principalId the object id that the token was issued to, even if the token has no {@code oid} claim
 * @param issuedAt when it was issued, in whole seconds
 * @param expiresAt the {@code exp} claim. At this moment Redis closes the connections that logged in with the token
 */
public record IssuedToken(String value, String principalId, Instant issuedAt, Instant expiresAt) {
    @Override
    public String toString() {
        return "IssuedToken[value=(redacted), principalId=%s, issuedAt=%s, expiresAt=%s]"
                .formatted(principalId, issuedAt, expiresAt);
    }
}
