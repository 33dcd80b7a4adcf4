package dev.redisentra.core;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

import dev.redisentra.core.auth.AccessKeyStrategy;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthStrategy;
import dev.redisentra.core.auth.CredentialKind;
import org.jspecify.annotations.Nullable;

/**
 * What a source hands out while its strategy has had no good credential for a while.
 *
 * @param strategy what to log in with meanwhile: an {@link AccessKeyStrategy}, or one of the adopter's own for access
 *     keys
 * @param grace how long to wait without a good credential, from when the source was opened, or from when the last
 *     credential became at risk. In the second case half of the risk margin at most, so that connections can still
 *     change to the key
 */
public record Fallback(AuthStrategy strategy, Duration grace) {
    /** Long enough for a cold token, which takes about a second, and short enough for a start to wait for. */
    public static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);

    /** Mistakes to be shown, not outages to be bridged. */
    private static final Set<AuthException.Kind> MISTAKES = EnumSet.of(
            AuthException.Kind.WRONG_AUDIENCE, AuthException.Kind.NO_OBJECT_ID, AuthException.Kind.WRONG_PRINCIPAL);

    /** Checks that nothing is missing. */
    public Fallback {
        if (Objects.requireNonNull(strategy, "strategy").kind() != CredentialKind.ACCESS_KEY) {
            throw new IllegalArgumentException("strategy: what serves until there is a token again is an access key");
        }
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace=%s: must not be negative".formatted(grace));
        }
    }

    /** With the {@linkplain #DEFAULT_GRACE grace} that suits Azure. */
    public Fallback(AuthStrategy strategy) {
        this(strategy, DEFAULT_GRACE);
    }

    /** Whether its credential is at hand: to get another's may take a while, or fail. */
    boolean isAtHand() {
        return strategy instanceof AccessKeyStrategy && !strategy.mayChange();
    }

    /** Whether it may bridge this failure. */
    boolean bridges(@Nullable AuthException failure) {
        return failure == null || !MISTAKES.contains(failure.kind());
    }
}
