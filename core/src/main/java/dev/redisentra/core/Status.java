package dev.redisentra.core;

import java.time.Instant;

import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.CredentialKind;
import org.jspecify.annotations.Nullable;

/** What {@link Snapshot#status} tells. */
record Status(
        AuthMode configured,
        @Nullable CredentialKind inUse,
        @Nullable String principal,
        State state,
        @Nullable Instant expiresAt,
        @Nullable Instant nextRenewal,
        AuthStatus.Counters counters,
        @Nullable String lastFailure,
        @Nullable String loginRefusal)
        implements AuthStatus {

    /** What the source counts, and what adapters report. */
    record Counters(
            long requests,
            long renewals,
            long failures,
            long reauthentications,
            long reauthenticationFailures,
            long refusedLogins,
            long reauthenticationsStalled,
            long connectionsDied)
            implements AuthStatus.Counters {}
}
