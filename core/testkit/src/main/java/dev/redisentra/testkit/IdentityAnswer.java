package dev.redisentra.testkit;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a request. Each endpoint writes it in its own words.
 *
 * @param token null for a failure
 */
record IdentityAnswer(
        int status, @Nullable IssuedToken token, @Nullable Duration retryAfter) {
    static IdentityAnswer of(IssuedToken token) {
        return new IdentityAnswer(200, token, null);
    }

    static IdentityAnswer failure(int status, @Nullable Duration retryAfter) {
        return new IdentityAnswer(status, null, retryAfter);
    }
}
