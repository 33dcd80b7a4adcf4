package dev.redisentra.testkit;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** A way in which the managed-identity endpoint can fail. Immutable; made by the static methods. */
public sealed interface IdentityFault {
    /** Answers with this status and no token: 400, 401, 403, 404, 500, 503, ... */
    static IdentityFault status(int code) {
        return new Status(code, null);
    }

    /** Answers 429 with {@code Retry-After}, which counts whole seconds. */
    static IdentityFault throttled(Duration retryAfter) {
        return new Status(429, Objects.requireNonNull(retryAfter));
    }

    /** Takes the request and never answers, until the identity recovers or is closed. */
    static IdentityFault hanging() {
        return new Hanging();
    }

    /** Answers with a good token, after this long. */
    static IdentityFault slow(Duration delay) {
        return new Slow(delay);
    }

    /** Refuses connections. The endpoint is one per JVM, so this one holds for every identity in it. */
    static IdentityFault unreachable() {
        return new Unreachable();
    }

    /** Answers with the token it answered with last. */
    static IdentityFault sameToken() {
        return new SameToken();
    }

    /** Answers with a token that Redis will refuse. */
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
