package dev.redisentra.core.auth;

import java.time.Instant;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * How a source stands at one moment. Holds no secret.
 *
 * @param configured the mode that was asked for
 * @param inUse what the current credential is; null where there is none
 * @param principal the Redis user name of the current or last credential; null before the first
 * @param state fresh, at risk, expired, or still waiting for the first credential
 * @param expiresAt when the current or last credential expires; null for never, and before the first
 * @param nextRenewal when the next one is asked for; null for never
 * @param counters what has happened since the source was opened
 * @param lastFailure the latest failed request's message; null where the latest succeeded
 * @param loginRefusal what the server said when it refused the credential that is current or was last; null where it did
 *     not. Stands until there is another credential
 */
public record AuthStatus(
        AuthMode configured,
        @Nullable CredentialKind inUse,
        @Nullable String principal,
        State state,
        @Nullable Instant expiresAt,
        @Nullable Instant nextRenewal,
        Counters counters,
        @Nullable String lastFailure,
        @Nullable String loginRefusal) {

    /** The states of a source. */
    public enum State {
        /** No credential has come yet. */
        WAITING,
        /** The credential is good, and renewal is not overdue. */
        FRESH,
        /** The credential is good but about to expire, and no newer one has come. */
        AT_RISK,
        /** The credential has expired and no newer one has come. */
        EXPIRED,
        /** The source is closed. */
        CLOSED;

        /** The state as logs and answers write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Counts since the source was opened.
     *
     * @param requests asked of the strategy
     * @param renewals credentials published, the first included
     * @param failures requests that failed or gave nothing that could be used
     * @param reauthentications live connections that accepted a newer credential
     * @param reauthenticationFailures live connections that did not
     * @param refusedLogins new connections whose login the server refused
     * @param reauthenticationsStalled live connections on which a newer credential could not be sent
     * @param connectionsDied connections that were closed because nobody answered any more
     */
    public record Counters(
            long requests,
            long renewals,
            long failures,
            long reauthentications,
            long reauthenticationFailures,
            long refusedLogins,
            long reauthenticationsStalled,
            long connectionsDied) {}
}
