package dev.redisentra.core.renewal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthListener;
import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.AuthStatus.State;
import dev.redisentra.core.auth.AuthStrategy;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.Redaction;
import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source that asks a strategy for the next credential before the current one expires, for as long as it is open.
 *
 * <p>One request is in flight at a time, under a deadline. Failures are retried with back-off and without end; the
 * credential at hand serves until it expires. What has been published is only ever replaced by something better: not
 * expired, later than the old one, the same principal's. Each credential is published first and told to the listeners
 * then. One daemon thread does all this; a second exists while a request runs, and a third while a key that may change is
 * looked at to fall back on. Thread-safe; whoever opens it closes it.
 */
public final class RenewingCredentialSource implements CredentialSource {
    private static final Logger log = LoggerFactory.getLogger(RenewingCredentialSource.class);

    /**
     * The longest time without a look at the wall clock: it may have jumped, or the machine may have slept, and timers
     * notice neither. As long as the default back-off cap, so that a sleep costs no more than an outage.
     */
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);

    private static final AtomicInteger opened = new AtomicInteger();

    private final AuthStrategy strategy;
    private final RenewalPolicy policy;
    private final RenewalSchedule schedule;
    private final Timeline timeline;
    private final SingleFlight asking;
    private final DoubleSupplier chance;
    private final @Nullable Fallback fallback;
    private final @Nullable SpareKey spare;
    private final Listeners listeners = new Listeners();
    private final Plausibility plausibility = new Plausibility();
    private final Tally tally = new Tally();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition somethingChanged = lock.newCondition();

    // Written on the timeline's thread and by close(), read by anyone.
    private volatile @Nullable RedisCredential current;
    private volatile @Nullable RedisCredential latest;
    private volatile @Nullable AuthException lastFailure;
    private volatile @Nullable Appointment next;
    private volatile boolean atRisk;
    private volatile boolean closed;

    // Touched on the timeline's thread alone.
    private int failuresInARow;
    private Duration riskMargin = Duration.ZERO;
    private @Nullable Appointment fallbackDue;
    private Timeline.Alarm wakeUp = () -> {};

    RenewingCredentialSource(
            AuthStrategy strategy, RenewalPolicy policy, Timeline timeline, Requests requests, DoubleSupplier chance) {
        this(strategy, policy, null, timeline, requests, requests, chance);
    }

    RenewingCredentialSource(
            AuthStrategy strategy,
            RenewalPolicy policy,
            @Nullable Fallback fallback,
            Timeline timeline,
            Requests requests,
            Requests keyRequests,
            DoubleSupplier chance) {
        this.strategy = strategy;
        this.policy = policy;
        this.fallback = fallback;
        this.schedule = new RenewalSchedule(policy);
        this.timeline = timeline;
        this.chance = chance;
        this.asking = new SingleFlight(strategy, policy.requestDeadline(), timeline, requests, this::step);
        this.spare = fallback == null
                ? null
                : new SpareKey(
                        fallback,
                        new SingleFlight(fallback.keys(), policy.requestDeadline(), timeline, keyRequests, this::step));
        listeners.add(new EventLog(timeline::now));
    }

    /** Opens a source on a strategy. The first request starts at once; {@link #await} waits for its answer. */
    public static RenewingCredentialSource open(AuthStrategy strategy, RenewalPolicy policy) {
        return open(strategy, policy, null);
    }

    /** Opens a source with something to fall back on; null for nothing. */
    public static RenewingCredentialSource open(
            AuthStrategy strategy, RenewalPolicy policy, @Nullable Fallback fallback) {
        String name = "redis-entra-renewal-" + opened.incrementAndGet();
        RenewingCredentialSource source = new RenewingCredentialSource(
                strategy,
                policy,
                fallback,
                new SystemTimeline(name),
                // Libraries look for their plug-ins in the context class loader: the strategy's own, whoever opens it.
                new RequestThreads(task -> DaemonThreads.create(
                        name + "-request", strategy.getClass().getClassLoader(), task)),
                new RequestThreads(
                        task -> DaemonThreads.create(name + "-key", AuthStrategy.class.getClassLoader(), task)),
                () -> ThreadLocalRandom.current().nextDouble());
        source.start();
        return source;
    }

    void start() {
        timeline.run(() -> step(() -> {
            expectFallback(ChronoUnit.FOREVER.getDuration());
            request();
        }));
    }

    @Override
    public RedisCredential current() {
        RedisCredential credential = current;
        if (credential == null) {
            throw none("There is no credential.");
        }
        return credential;
    }

    @Override
    public RedisCredential await(Duration patience) {
        long nanos = TimeUnit.NANOSECONDS.convert(patience);
        lock.lock();
        try {
            while (true) {
                RedisCredential credential = current;
                if (credential != null) {
                    return credential;
                }
                AuthException failure = lastFailure;
                if (closed || (failure != null && !failure.mayPass() && !isBridged(failure))) {
                    throw none("There is no credential.");
                }
                if (nanos <= 0) {
                    throw none("There is no credential after %s s.".formatted(Durations.seconds(patience)));
                }
                nanos = somethingChanged.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuthException(
                    AuthException.Kind.TIMED_OUT, "Interrupted while waiting for a credential.", "Ask again.", e);
        } finally {
            lock.unlock();
        }
    }

    private AuthException none(String problem) {
        if (closed) {
            return new AuthException(
                    AuthException.Kind.CLOSED,
                    "The credential source is closed.",
                    "Close it after the clients that use it.",
                    null);
        }
        AuthException failure = lastFailure;
        if (failure != null) {
            return new AuthException(failure.kind(), problem + " " + failure.problem(), failure.remedy(), failure);
        }
        RedisCredential last = latest;
        return new AuthException(
                AuthException.Kind.TIMED_OUT,
                last == null
                        ? problem + " The first request has not been answered yet."
                        : "%s The last one expired at %s, and the request for the next has not been answered yet."
                                .formatted(problem, last.expiresAt()),
                strategy.whenSilent(),
                null);
    }

    @Override
    public Registration listen(AuthListener listener) {
        return listeners.add(listener);
    }

    @Override
    public void report(AuthEvent.OfConnection event) {
        tally.connection(event);
        listeners.tell(event);
        if (event instanceof AuthEvent.LoginRefused refusal) {
            timeline.run(() -> step(() -> refused(refusal.credential())));
        }
    }

    @Override
    public AuthStatus status() {
        RedisCredential now = current;
        RedisCredential last = latest;
        Appointment then = closed ? null : next;
        AuthException failure = lastFailure;
        return new AuthStatus(
                fallback == null ? strategy.mode() : AuthMode.ENTRA_THEN_ACCESS_KEY,
                now == null ? null : now.mode(),
                last == null ? null : last.username(),
                state(now, last),
                last == null ? null : last.expiresAt(),
                then == null ? null : then.at(),
                tally.counters(),
                failure == null ? null : failure.getMessage());
    }

    private State state(@Nullable RedisCredential now, @Nullable RedisCredential last) {
        if (closed) {
            return State.CLOSED;
        }
        if (now != null) {
            return atRisk ? State.AT_RISK : State.FRESH;
        }
        return last == null ? State.WAITING : State.EXPIRED;
    }

    @Override
    public void close() {
        closed = true;
        current = null;
        listeners.close();
        asking.close();
        if (spare != null) {
            spare.close();
        }
        timeline.close();
        wakeWaiters();
    }

    // From here on: the timeline's thread.

    /** One thing that happens, and the look around that follows each. Nothing that goes wrong in it ends renewal. */
    private void step(Runnable what) {
        if (closed) {
            return;
        }
        try {
            what.run();
            lookAround();
        } catch (Throwable e) { // whatever it is: nobody else would ever start it again
            log.error("Renewal met a fault of its own and goes on", Redaction.of(e));
            askIn(policy.backOffCap());
        } finally {
            wakeUp.cancel();
            wakeUp = timeline.after(untilNextLook(), () -> step(() -> {}));
        }
    }

    private void lookAround() {
        RedisCredential credential = current;
        if (credential != null && credential.isExpiredAt(timeline.now())) {
            current = null;
            listeners.tell(new AuthEvent.Expired(credential));
            expectFallback(ChronoUnit.FOREVER.getDuration());
        } else if (credential != null && credential.expiresAt() != null) {
            boolean was = atRisk;
            // Set both ways: a clock that is set back takes the alarm back, too.
            atRisk = remaining(credential).compareTo(riskMargin) <= 0;
            if (!atRisk) {
                fallbackDue = null;
            } else if (!was) {
                listeners.tell(new AuthEvent.AtRisk(credential));
                // Well before the server closes the connections that carry the old one.
                expectFallback(riskMargin.dividedBy(2));
            }
        }
        RedisCredential key = spareKey();
        if (key != null && untilFallback().compareTo(Duration.ZERO) <= 0) {
            listeners.tell(new AuthEvent.FellBack(key, lastFailure));
            serve(key, Duration.ZERO);
        }
        Appointment then = next;
        if (then != null && then.isDue(timeline)) {
            request();
        }
    }

    private Duration untilNextLook() {
        Duration wait = HEARTBEAT;
        Appointment then = next;
        if (then != null && !asking.isUnderWay()) {
            wait = Durations.min(wait, then.untilDue(timeline));
        }
        wait = Durations.min(wait, untilFallback());
        RedisCredential credential = current;
        if (credential != null && credential.expiresAt() != null) {
            Duration left = remaining(credential);
            wait = Durations.min(wait, atRisk ? left : left.minus(riskMargin));
        }
        return Durations.max(wait, Duration.ZERO);
    }

    private void request() {
        if (closed || asking.isUnderWay()) {
            return;
        }
        tally.request();
        asking.start(this::answered);
        // In step with the requests: when they fail, the key that may be needed soon is as fresh as can be.
        refreshSpare();
    }

    private void answered(@Nullable RedisCredential credential, @Nullable Throwable failure, Duration took) {
        if (credential == null) {
            failed(failure, took);
            return;
        }
        AuthException objection = plausibility.objection(credential, timeline.now());
        if (objection != null) {
            failed(objection, took);
        } else if (Plausibility.isNewer(credential, current)) {
            publish(credential, took);
        } else {
            succeeded(schedule.afterUnchanged(remaining(credential), chance.getAsDouble()), credential);
        }
    }

    private void publish(RedisCredential credential, Duration took) {
        Duration remaining = remaining(credential);
        succeeded(schedule.afterFresh(remaining, chance.getAsDouble()), credential);
        plausibility.published(credential);
        riskMargin = schedule.riskMargin(remaining);
        serve(credential, took);
    }

    private void serve(RedisCredential credential, Duration took) {
        fallbackDue = null;
        atRisk = false;
        latest = credential;
        current = credential;
        if (closed) {
            current = null;
            return;
        }
        tally.renewal();
        wakeWaiters();
        Appointment then = next;
        listeners.tell(new AuthEvent.Renewed(credential, took, then == null ? null : then.at()));
    }

    /** The next connection may do better with another credential. The live ones follow: they carry a key that is going. */
    private void refused(RedisCredential credential) {
        if (!credential.equals(current)) {
            return;
        }
        if (spare != null && spare.refused(credential)) {
            // No faster than requests are: of two wrong keys, each attempt to connect would make the other one current.
            timeline.after(
                    policy.smallestInterval(),
                    () -> step(() -> {
                        if (credential.equals(current)) {
                            refreshSpare();
                        }
                    }));
        } else if (strategy.refused(credential)) {
            askSoon();
        }
    }

    /** Never later than was meant already, or one refusal after the other would put it off for ever. */
    private void askSoon() {
        Appointment then = next;
        if (then == null || then.untilDue(timeline).compareTo(policy.smallestInterval()) > 0) {
            askIn(Duration.ZERO);
        }
    }

    private @Nullable RedisCredential spareKey() {
        return spare == null ? null : spare.key();
    }

    private void refreshSpare() {
        if (spare != null) {
            spare.refresh(this::spareAnswered);
        }
    }

    private void spareAnswered(@Nullable RedisCredential key, @Nullable Throwable failure, Duration took) {
        RedisCredential served = current;
        Appointment then = next;
        if (key == null) {
            tally.failure();
            // With the next request, which may be under way by now.
            Instant soonest = timeline.now().plus(policy.smallestInterval());
            Instant at = then == null || then.at().isBefore(soonest) ? soonest : then.at();
            listeners.tell(new AuthEvent.RenewalFailed(reason(failure), took, at));
        } else if (served != null && served.mode() == AuthMode.ACCESS_KEY && !served.equals(key)) {
            serve(key, took);
        }
    }

    /** Sets the moment to fall back, if that is not set yet: after the grace, or sooner. */
    private void expectFallback(Duration atMost) {
        if (fallback != null && fallbackDue == null) {
            fallbackDue = Appointment.in(Durations.min(fallback.grace(), atMost), Duration.ZERO, timeline);
        }
    }

    /**
     * Not while the strategy answers, although with nothing newer: the token at hand serves until it expires. But a
     * request without an answer may outlast a short-lived token.
     */
    private Duration untilFallback() {
        Appointment then = fallbackDue;
        if (then == null || fallback == null || spareKey() == null || !isBridged(lastFailure)) {
            return HEARTBEAT;
        }
        Duration due = then.untilDue(timeline);
        if (lastFailure != null || current == null) {
            return due;
        }
        Duration patience = Durations.min(fallback.grace(), riskMargin.dividedBy(2));
        return asking.isUnderWay() ? Durations.max(due, patience.minus(asking.soFar())) : HEARTBEAT;
    }

    private boolean isBridged(@Nullable AuthException failure) {
        return fallback != null && fallback.bridges(failure);
    }

    private void succeeded(Duration pause, RedisCredential credential) {
        failuresInARow = 0;
        lastFailure = null;
        if (credential.expiresAt() != null) {
            askIn(pause);
        } else if (strategy.mayChange()) {
            askIn(schedule.untilNextLook(chance.getAsDouble()));
        } else {
            next = null;
        }
    }

    private void failed(@Nullable Throwable failure, Duration took) {
        AuthException reason = reason(failure);
        failuresInARow++;
        tally.failure();
        lastFailure = reason;
        RedisCredential last = latest;
        Duration left = last == null ? Duration.ZERO : remaining(last);
        Instant at = askIn(schedule.afterFailure(failuresInARow, left, chance.getAsDouble()));
        wakeWaiters();
        listeners.tell(new AuthEvent.RenewalFailed(reason, took, at));
    }

    private static AuthException reason(@Nullable Throwable failure) {
        return failure instanceof AuthException known
                ? known
                : new AuthException(
                        AuthException.Kind.IDENTITY_UNAVAILABLE,
                        "The identity failed with %s.".formatted(failure),
                        "It is asked again.",
                        failure);
    }

    private Instant askIn(Duration delay) {
        Appointment then = Appointment.in(delay, policy.smallestInterval(), timeline);
        next = then;
        return then.at();
    }

    /** What is left of a credential; zero where it never expires. */
    private Duration remaining(RedisCredential credential) {
        return credential.expiresAt() == null
                ? Duration.ZERO
                : Duration.between(timeline.now(), credential.expiresAt());
    }

    private void wakeWaiters() {
        lock.lock();
        try {
            somethingChanged.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
