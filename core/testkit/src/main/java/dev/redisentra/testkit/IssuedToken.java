package dev.redisentra.testkit;

import java.time.Instant;

/**
 * A token as the identity handed it out. Immutable.
 *
 * @param value the encoded JWT, a secret; {@link #toString()} leaves it out
 * @param principalId the {@code oid} that the token was issued to, also where the claim itself is missing
 * @param issuedAt when, in whole seconds
 * @param expiresAt the {@code exp} claim: the moment at which Redis closes the connections that logged in with it
 */
public record IssuedToken(String value, String principalId, Instant issuedAt, Instant expiresAt) {
    @Override
    public String toString() {
        return "IssuedToken[value=(redacted), principalId=%s, issuedAt=%s, expiresAt=%s]"
                .formatted(principalId, issuedAt, expiresAt);
    }
}
