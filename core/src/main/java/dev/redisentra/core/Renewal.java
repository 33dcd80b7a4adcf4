package dev.redisentra.core;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.DoubleSupplier;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthStrategy;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.Redaction;
import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a source, one thing after the other on its timeline: requests, their answers, the passing of time. Writes
 * the shared state, and tells the listeners afterwards.
 */
final class Renewal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Renewal.class);

    private final AuthStrategy strategy;
    private final RenewalPolicy policy;
    private final RenewalSchedule schedule;
    private final Timeline timeline;
    private final DoubleSupplier chance;
    private final SharedState state;
    private final Listeners listeners;
    private final Publisher publisher;
    private final Attempts asking;
    private final @Nullable FallbackWatch fallback;
    private int failuresInARow;
    private boolean toldAtRisk;
    /** A refusal is no reason to ask before that. */
    private @Nullable DueTime quietUntil;

    private Runnable cancelNextLook = () -> {};

    Renewal(
            AuthStrategy strategy,
            RenewalPolicy policy,
            @Nullable Fallback fallback,
            Timeline timeline,
            Requests requests,
            Requests keyRequests,
            DoubleSupplier chance,
            SharedState state,
            Listeners listeners) {
        this.strategy = strategy;
        this.policy = policy;
        this.schedule = new RenewalSchedule(policy);
        this.timeline = timeline;
        this.chance = chance;
        this.state = state;
        this.listeners = listeners;
        this.publisher = new Publisher(state, listeners, schedule, timeline);
        this.asking = new Attempts(strategy, policy.requestDeadline(), timeline, requests, this::step);
        this.fallback = fallback == null
                ? null
                : new FallbackWatch(
                        fallback,
                        new Attempts(fallback.strategy(), policy.requestDeadline(), timeline, keyRequests, this::step),
                        timeline);
    }

    void start() {
        timeline.run(() -> step(() -> {
            expectFallback(ChronoUnit.FOREVER.getDuration());
            request();
        }));
    }

    /** The server refused a login with this, or an AUTH. Safe to call from anywhere. */
    void refused(RedisCredential credential, Throwable cause) {
        timeline.run(() -> step(() -> noteRefusal(credential, cause)));
    }

    /** Abandons what is under way. Safe to call from anywhere. */
    @Override
    public void close() {
        asking.close();
        if (fallback != null) {
            fallback.close();
        }
    }

    // From here on: the timeline's thread.

    /** One thing that happens, and the look around that follows each. Nothing that goes wrong in it ends renewal. */
    private void step(Runnable what) {
        if (state.get().closed()) {
            return;
        }
        try {
            what.run();
            lookAround();
        } catch (Throwable e) { // whatever it is: nobody else would ever start it again
            log.error("Renewal failed in its own code, and goes on", Redaction.of(e));
            DueTime next = in(policy.backOffCap());
            state.update(now -> now.askingAt(next));
        } finally {
            cancelNextLook.run();
            cancelNextLook = timeline.after(untilNextLook(), () -> step(() -> {}));
        }
    }

    private void lookAround() {
        lookAtTheExpiry();
        lookAtTheFallback();
        DueTime next = state.get().nextRequest();
        if (next != null && next.isDue(timeline)) {
            request();
        }
        listeners.lookAtTheClock();
    }

    private void lookAtTheExpiry() {
        Published served = state.get().served();
        if (served == null) {
            return;
        }
        Instant now = timeline.now();
        if (served.credential().isExpiredAt(now)) {
            if (state.update(Snapshot::expired)) {
                listeners.tell(new AuthEvent.Expired(served.credential()));
                expectFallback(ChronoUnit.FOREVER.getDuration());
            }
            return;
        }
        if (served.isNearAt(now) && !served.near()) {
            state.update(Snapshot::nearExpiry);
        }
        if (!served.isAtRiskAt(now)) {
            // A clock that is set back takes the alarm back, too.
            toldAtRisk = false;
            if (fallback != null) {
                fallback.expectNoMore();
            }
        } else if (!toldAtRisk) {
            toldAtRisk = true;
            listeners.tell(new AuthEvent.AtRisk(served.credential()));
            // Well before the server closes the connections that carry the old one.
            expectFallback(served.riskMargin().dividedBy(2));
        }
    }

    private void lookAtTheFallback() {
        Snapshot now = state.get();
        RedisCredential key = fallback == null ? null : fallback.keyIfDue(now, asking);
        if (key != null) {
            listeners.tell(new AuthEvent.FellBack(key, now.failure()));
            serve(key, Duration.ZERO);
        }
    }

    private Duration untilNextLook() {
        Snapshot now = state.get();
        Duration wait = RenewalSchedule.HEARTBEAT;
        if (now.nextRequest() != null && !asking.isUnderWay()) {
            wait = Durations.min(wait, now.nextRequest().untilDue(timeline));
        }
        if (fallback != null) {
            wait = Durations.min(wait, fallback.untilDue(now, asking));
        }
        Published served = now.served();
        if (served != null && served.credential().expiresAt() != null) {
            Duration left = publisher.remaining(served.credential());
            wait = Durations.min(wait, toldAtRisk ? left : left.minus(served.riskMargin()));
        }
        return Durations.max(wait, Duration.ZERO);
    }

    private void expectFallback(Duration atMost) {
        if (fallback != null) {
            fallback.expect(atMost);
        }
    }

    private void request() {
        if (asking.isUnderWay() || !state.update(Snapshot::asked)) {
            return;
        }
        asking.start(this::answered);
        // In step with the requests: when they fail, the key that may be needed soon is as fresh as can be.
        refreshKey();
    }

    private void answered(Attempts.Outcome outcome) {
        RedisCredential credential = outcome.credential();
        AuthException objection = credential == null ? outcome.reason() : publisher.objection(credential);
        if (credential != null && objection == null && publisher.isBetter(credential)) {
            asking.abandonAll();
            Duration pause = schedule.afterFresh(
                    publisher.remaining(credential), publisher.usualLife(credential), chance.getAsDouble());
            succeeded(pause, credential);
            serve(credential, outcome.took());
        } else if (outcome.late()) {
            // Its failure was told at the deadline, and the next request is planned or under way.
            return;
        } else if (objection != null) {
            failed(objection, outcome.took());
        } else if (credential != null) {
            asking.abandonAll();
            succeeded(schedule.afterUnchanged(publisher.remaining(credential), chance.getAsDouble()), credential);
        }
    }

    private void serve(RedisCredential credential, Duration took) {
        toldAtRisk = false;
        if (fallback != null) {
            fallback.expectNoMore();
        }
        publisher.publish(credential, took);
    }

    private void succeeded(Duration pause, RedisCredential credential) {
        failuresInARow = 0;
        boolean mayChange = credential.expiresAt() == null && strategy.mayChange();
        DueTime next = credential.expiresAt() != null
                ? in(pause)
                : mayChange ? in(schedule.untilNextLook(chance.getAsDouble())) : null;
        state.update(now -> now.succeeded(next));
    }

    private void failed(AuthException reason, Duration took) {
        failuresInARow++;
        RedisCredential latest = state.get().latest();
        Duration left = latest == null ? Duration.ZERO : publisher.remaining(latest);
        DueTime next = in(schedule.afterFailure(failuresInARow, left, chance.getAsDouble()));
        if (state.update(now -> now.failedFor(reason, next))) {
            listeners.tell(new AuthEvent.RenewalFailed(reason, took, next.at()));
        }
    }

    /** The next connection may do better with another credential. The live ones follow: they carry what is going. */
    private void noteRefusal(RedisCredential credential, Throwable cause) {
        Published served = state.get().served();
        if (served == null || !credential.equals(served.credential())) {
            return;
        }
        state.update(now -> now.refused(Snapshot.Refusal.of(credential, cause)));
        if (fallback != null && fallback.refused(credential)) {
            // No faster than requests are: of two wrong keys, each attempt to connect would make the other one current.
            timeline.after(
                    policy.smallestInterval(),
                    () -> step(() -> {
                        Published then = state.get().served();
                        if (then != null && credential.equals(then.credential())) {
                            refreshKey();
                        }
                    }));
        } else if (strategy.refused(credential)) {
            askSoon();
        } else if (credential.kind() == CredentialKind.ENTRA && (quietUntil == null || quietUntil.isDue(timeline))) {
            quietUntil = DueTime.in(policy.backOffCap(), policy.backOffCap(), timeline);
            askSoon();
        }
    }

    /** Never later than was meant already, or one refusal after the other would put it off for ever. */
    private void askSoon() {
        DueTime planned = state.get().nextRequest();
        if (planned == null || planned.untilDue(timeline).compareTo(policy.smallestInterval()) > 0) {
            DueTime next = in(Duration.ZERO);
            state.update(now -> now.askingAt(next));
        }
    }

    private void refreshKey() {
        if (fallback != null) {
            fallback.refresh(this::keyAnswered);
        }
    }

    private void keyAnswered(Attempts.Outcome outcome) {
        RedisCredential key = outcome.credential();
        Snapshot now = state.get();
        Published served = now.served();
        if (key == null) {
            // With the next request, which may be under way by now.
            DueTime next = now.nextRequest();
            Instant soonest = timeline.now().plus(policy.smallestInterval());
            Instant at = next == null || next.at().isBefore(soonest) ? soonest : next.at();
            if (state.update(Snapshot::failedBesides)) {
                listeners.tell(new AuthEvent.RenewalFailed(outcome.reason(), outcome.took(), at));
            }
        } else if (served != null
                && served.credential().kind() == CredentialKind.ACCESS_KEY
                && !served.credential().equals(key)) {
            serve(key, outcome.took());
        }
    }

    private DueTime in(Duration delay) {
        return DueTime.in(delay, policy.smallestInterval(), timeline);
    }
}
