package dev.redisentra.core;

import java.time.Instant;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.AuthStatus.State;
import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a source at one moment. Whether its credential has expired since then is a question to the clock,
 * which the answers ask by themselves: nobody has to come by and note it.
 *
 * @param closed whether the source is; nothing follows on that
 * @param served what is served; null before the first, and when its expiry has been noticed
 * @param latest the credential that was published last, whatever became of it
 * @param failure of the latest request; null where that succeeded
 * @param refusal the server's, of a login with what was published last; null where there was none
 * @param nextRequest when the strategy is asked again; null for never
 */
record Snapshot(
        boolean closed,
        @Nullable Published served,
        @Nullable RedisCredential latest,
        @Nullable AuthException failure,
        @Nullable Refusal refusal,
        @Nullable DueTime nextRequest,
        Counts counts) {

    static final Snapshot BEGINNING = new Snapshot(false, null, null, null, null, null, new Counts(0, 0, 0));

    /** The server let nobody in with this. */
    record Refusal(RedisCredential credential, String message) {
        static Refusal of(RedisCredential credential, Throwable cause) {
            return new Refusal(
                    credential,
                    "Redis refused the login of %s: %s".formatted(credential.username(), cause.getMessage()));
        }
    }

    /** What was asked, and what came of it. */
    record Counts(long requests, long renewals, long failures) {
        Counts andRequest() {
            return new Counts(requests + 1, renewals, failures);
        }

        Counts andRenewal() {
            return new Counts(requests, renewals + 1, failures);
        }

        Counts andFailure() {
            return new Counts(requests, renewals, failures + 1);
        }
    }

    Snapshot asClosed() {
        return new Snapshot(true, null, latest, failure, refusal, null, counts);
    }

    Snapshot asked() {
        return new Snapshot(closed, served, latest, failure, refusal, nextRequest, counts.andRequest());
    }

    /** The latest request gave something that is no failure. */
    Snapshot succeeded(@Nullable DueTime next) {
        return new Snapshot(closed, served, latest, null, refusal, next, counts);
    }

    Snapshot failedFor(AuthException reason, DueTime next) {
        return new Snapshot(closed, served, latest, reason, refusal, next, counts.andFailure());
    }

    /** A request for something else failed than for what is wanted. */
    Snapshot failedBesides() {
        return new Snapshot(closed, served, latest, failure, refusal, nextRequest, counts.andFailure());
    }

    Snapshot askingAt(DueTime next) {
        return new Snapshot(closed, served, latest, failure, refusal, next, counts);
    }

    Snapshot serving(Published published) {
        return new Snapshot(closed, published, published.credential(), failure, null, nextRequest, counts.andRenewal());
    }

    Snapshot expired() {
        return new Snapshot(closed, null, latest, failure, refusal, nextRequest, counts);
    }

    Snapshot nearExpiry() {
        return new Snapshot(
                closed, served == null ? null : served.asNear(), latest, failure, refusal, nextRequest, counts);
    }

    Snapshot refused(Refusal by) {
        return new Snapshot(closed, served, latest, failure, by, nextRequest, counts);
    }

    /** What is served, if it has not expired. */
    @Nullable
    RedisCredential current(long nowMillis) {
        return served == null || served.isExpiredAt(nowMillis) ? null : served.credential();
    }

    boolean isAtRisk(Instant now) {
        return served != null && served.isAtRiskAt(now);
    }

    AuthStatus status(AuthMode configured, Instant now, AuthStatus.Counters counters) {
        RedisCredential current = current(now.toEpochMilli());
        return new Status(
                configured,
                current == null ? null : current.kind(),
                latest == null ? null : latest.username(),
                state(current, now),
                latest == null ? null : latest.expiresAt(),
                nextRequest == null ? null : nextRequest.at(),
                counters,
                failure == null ? null : failure.getMessage(),
                refusal == null ? null : refusal.message());
    }

    private State state(@Nullable RedisCredential current, Instant now) {
        if (closed) {
            return State.CLOSED;
        }
        if (current == null) {
            return latest == null ? State.WAITING : State.EXPIRED;
        }
        return isAtRisk(now) ? State.AT_RISK : State.FRESH;
    }

    /** Why there is no credential. */
    AuthException none(String problem, String whatToLookAt) {
        if (closed) {
            return new AuthException(
                    AuthException.Kind.CLOSED,
                    "The credential source is closed.",
                    "Close it after the clients that use it.",
                    null);
        }
        if (failure != null) {
            return new AuthException(failure.kind(), problem + " " + failure.problem(), failure.remedy(), failure);
        }
        return new AuthException(
                AuthException.Kind.TIMED_OUT,
                latest == null
                        ? problem + " The first request has not been answered yet."
                        : "%s The last one expired at %s, and the request for the next has not been answered yet."
                                .formatted(problem, latest.expiresAt()),
                whatToLookAt,
                null);
    }
}
