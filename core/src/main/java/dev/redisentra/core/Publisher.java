package dev.redisentra.core;

import java.time.Duration;
import java.time.Instant;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/** Publishes credentials, and tells of them afterwards: those that are better than what is served. On the timeline's thread. */
final class Publisher {
    private final SharedState state;
    private final Listeners listeners;
    private final RenewalSchedule schedule;
    private final Timeline timeline;

    private @Nullable Published lastToken;
    private Duration lastLife = Duration.ZERO;

    Publisher(SharedState state, Listeners listeners, RenewalSchedule schedule, Timeline timeline) {
        this.state = state;
        this.listeners = listeners;
        this.schedule = schedule;
        this.timeline = timeline;
    }

    /** Why a credential must not be used; null if it may. */
    @Nullable
    AuthException objection(RedisCredential credential) {
        return CredentialRules.objection(credential, lastToken == null ? null : lastToken.credential(), timeline.now());
    }

    boolean isBetter(RedisCredential credential) {
        Snapshot now = state.get();
        Snapshot.Refusal refusal = now.refusal();
        Duration usualLife = usualLife(credential);
        return CredentialRules.isBetter(
                credential,
                now.served() == null ? null : now.served().credential(),
                endingToken(),
                refusal == null ? null : refusal.credential(),
                remaining(credential).compareTo(schedule.riskMargin(usualLife, usualLife)) <= 0);
    }

    /** The last token, where it is at risk. It was not worth a key where that was a clock's mistake, which has been set right. */
    private @Nullable RedisCredential endingToken() {
        return lastToken == null || !lastToken.isAtRiskAt(timeline.now()) ? null : lastToken.credential();
    }

    /** Unless the source is closed. */
    void publish(RedisCredential credential, Duration took) {
        Duration riskMargin = schedule.riskMargin(remaining(credential), usualLife(credential));
        Published published = Published.of(credential, riskMargin, timeline.now());
        if (credential.kind() == CredentialKind.ENTRA) {
            lastToken = published;
            lastLife = remaining(credential);
        }
        if (state.update(now -> now.serving(published))) {
            DueTime next = state.get().nextRequest();
            listeners.tell(new AuthEvent.Renewed(credential, took, next == null ? null : next.at()));
        }
    }

    /** How long the issuer's tokens live: this one may be what is left of one, out of a cache. */
    Duration usualLife(RedisCredential credential) {
        return Durations.max(lastLife, remaining(credential));
    }

    /** What is left of a credential; zero where it never expires. */
    Duration remaining(RedisCredential credential) {
        Instant expiry = credential.expiresAt();
        return expiry == null ? Duration.ZERO : Duration.between(timeline.now(), expiry);
    }
}
