package dev.redisentra.core.auth;

import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What one AUTH needs. Immutable; two credentials are equal if they log in the same.
 *
 * @param username the Redis user: the principal's object id, or {@code default} with an access key
 * @param password the token or the key
 * @param kind what the password is
 * @param expiresAt when the server stops honouring it and closes the connections that still carry it; null for never
 */
public record RedisCredential(
        String username,
        Secret password,
        CredentialKind kind,
        @Nullable Instant expiresAt) {
    /** Checks that nothing is missing. */
    public RedisCredential {
        Objects.requireNonNull(username, "username");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(kind, "kind");
    }

    /** Whether the server may refuse it by now. */
    public boolean isExpiredAt(Instant now) {
        return expiresAt != null && !expiresAt.isAfter(now);
    }
}
