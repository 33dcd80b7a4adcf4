package dev.redisentra.testkit;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** A way in which an endpoint that is asked for a token can fail. The static methods make one. Immutable. */
public sealed interface IdentityFault {
    /**
     * Answers with this HTTP status, and without a token.
     *
     * @throws IllegalArgumentException if the code is not from 400 to 599
     */
    static IdentityFault status(int code) {
        return new Status(code, null);
    }

    /** Answers with status 429 and a {@code Retry-After} header, which has whole seconds. */
    static IdentityFault throttled(Duration retryAfter) {
        return new Status(429, Objects.requireNonNull(retryAfter));
    }

    /**
     * Accepts the request and does not answer. The request ends when the identity recovers or is closed, or after 10
     * minutes.
     */
    static IdentityFault hanging() {
        return new Hanging();
    }

    /**
     * Answers with a good token, after this delay.
     *
     * @throws IllegalArgumentException if the delay is negative
     */
    static IdentityFault slow(Duration delay) {
        return new Slow(delay);
    }

    /** Refuses connections. A JVM has one endpoint, so this affects every identity in the JVM. */
    static IdentityFault unreachable() {
        return new Unreachable();
    }

    /** Answers with the same token as the last time. */
    static IdentityFault sameToken() {
        return new SameToken();
    }

    /** Answers with a token that Redis refuses. */
    static IdentityFault flawed(TokenFlaw flaw) {
        return new Flawed(flaw);
    }

    /** See {@link IdentityFault#status} and {@link IdentityFault#throttled}. */
    record Status(int code, @Nullable Duration retryAfter) implements IdentityFault {
        public Status {
            if (code < 400 || code > 599) {
                throw new IllegalArgumentException("code is " + code + "; it must be from 400 to 599");
            }
        }
    }

    /** See {@link IdentityFault#hanging}. */
    record Hanging() implements IdentityFault {}

    /** See {@link IdentityFault#slow}. */
    record Slow(Duration delay) implements IdentityFault {
        public Slow {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("delay is " + delay + "; it must not be negative");
            }
        }
    }

    /** See {@link IdentityFault#unreachable}. */
    record Unreachable() implements IdentityFault {}

    /** See {@link IdentityFault#sameToken}. */
    record SameToken() implements IdentityFault {}

    /** See {@link IdentityFault#flawed}. */
    record Flawed(TokenFlaw flaw) implements IdentityFault {}
}
