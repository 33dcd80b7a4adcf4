package dev.redisentra.core.auth;

import java.time.Instant;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The state of a source at one moment. Immutable, and holds no secret. Only core implements it: later versions may add
 * methods.
 */
public interface AuthStatus {
    /** The mode that was asked for. */
    AuthMode configured();

    /** What the current credential is; null where there is none. */
    @Nullable
    CredentialKind inUse();

    /** The Redis user name of the current or last credential; null before the first. */
    @Nullable
    String principal();

    /** Fresh, at risk, expired, or still waiting for the first credential. */
    State state();

    /** When the current or last credential expires; null for never, and before the first. */
    @Nullable
    Instant expiresAt();

    /** When the next one is asked for; null for never. */
    @Nullable
    Instant nextRenewal();

    /** What has happened since the source was opened. */
    Counters counters();

    /** The latest failed request's message; null where the latest succeeded. */
    @Nullable
    String lastFailure();

    /**
     * What the server said when it refused the credential that is current or was last; null where it did not. Stands until
     * there is another credential.
     */
    @Nullable
    String loginRefusal();

    /** The states of a source. */
    enum State {
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

    /** Counts since the source was opened. */
    interface Counters {
        /** Requests to the strategy. */
        long requests();

        /** Credentials published, the first included. */
        long renewals();

        /** Requests that failed or gave nothing that could be used. */
        long failures();

        /** Live connections that accepted a newer credential. */
        long reauthentications();

        /** Live connections that did not. */
        long reauthenticationFailures();

        /** New connections whose login the server refused. */
        long refusedLogins();

        /** Live connections on which a newer credential could not be sent. */
        long reauthenticationsStalled();

        /** Connections that were closed because nobody answered any more. */
        long connectionsDied();
    }
}
