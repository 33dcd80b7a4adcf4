package dev.redisentra.core.renewal;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
 * then. One daemon thread does all this; a second exists while a request runs. Thread-safe; whoever opens it closes it.
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
    private final Requests requests;
    private final DoubleSupplier chance;
    private final Listeners listeners = new Listeners();

    private final AtomicLong requestCount = new AtomicLong();
    private final AtomicLong renewalCount = new AtomicLong();
    private final AtomicLong failureCount = new AtomicLong();
    private final AtomicLong reauthenticationCount = new AtomicLong();
    private final AtomicLong reauthenticationFailureCount = new AtomicLong();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition somethingChanged = lock.newCondition();

    // Written on the timeline's thread and by close(), read by anyone.
    private volatile @Nullable RedisCredential current;
    private volatile @Nullable RedisCredential latest;
    private volatile @Nullable AuthException lastFailure;
    private volatile @Nullable Instant due;
    private volatile boolean atRisk;
    private volatile boolean closed;
    private volatile Requests.@Nullable Request inFlight;

    // Touched on the timeline's thread alone.
    private long dueNanos;
    private long attempt;
    private int failuresInARow;
    private Duration lifetime = Duration.ZERO;
    private Timeline.Alarm deadline = () -> {};
    private Timeline.Alarm wakeUp = () -> {};

    RenewingCredentialSource(
            AuthStrategy strategy, RenewalPolicy policy, Timeline timeline, Requests requests, DoubleSupplier chance) {
        this.strategy = strategy;
        this.policy = policy;
        this.schedule = new RenewalSchedule(policy);
        this.timeline = timeline;
        this.requests = requests;
        this.chance = chance;
        listeners.add(new EventLog(timeline::now));
    }

    /** Opens a source on a strategy. The first request starts at once; {@link #await} waits for its answer. */
    public static RenewingCredentialSource open(AuthStrategy strategy, RenewalPolicy policy) {
        String name = "redis-entra-renewal-" + opened.incrementAndGet();
        RenewingCredentialSource source = new RenewingCredentialSource(
                strategy,
                policy,
                new SystemTimeline(name),
                new RequestThreads(name + "-request", strategy.getClass().getClassLoader()),
                () -> ThreadLocalRandom.current().nextDouble());
        source.start();
        return source;
    }

    void start() {
        timeline.run(() -> step(this::request));
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
        long nanos = patience.toNanos();
        lock.lock();
        try {
            while (true) {
                RedisCredential credential = current;
                if (credential != null) {
                    return credential;
                }
                AuthException failure = lastFailure;
                if (closed || (failure != null && !failure.mayPass())) {
                    throw none("There is no credential.");
                }
                if (nanos <= 0) {
                    throw none("There is no credential after %s s.".formatted(seconds(patience)));
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
        return failure == null
                ? new AuthException(
                        AuthException.Kind.TIMED_OUT,
                        problem + " The first request has not been answered yet.",
                        strategy.whenSilent(),
                        null)
                : new AuthException(failure.kind(), problem + " " + failure.problem(), failure.mending(), failure);
    }

    @Override
    public Registration listen(AuthListener listener) {
        return listeners.add(listener);
    }

    @Override
    public void report(AuthEvent.OfConnection event) {
        if (event instanceof AuthEvent.Reauthenticated) {
            reauthenticationCount.incrementAndGet();
        } else {
            reauthenticationFailureCount.incrementAndGet();
        }
        listeners.tell(event);
    }

    @Override
    public AuthStatus status() {
        RedisCredential now = current;
        RedisCredential last = latest;
        AuthException failure = lastFailure;
        return new AuthStatus(
                strategy.mode(),
                now == null ? null : now.mode(),
                last == null ? null : last.username(),
                state(now, last),
                last == null ? null : last.expiresAt(),
                due,
                new AuthStatus.Counters(
                        requestCount.get(),
                        renewalCount.get(),
                        failureCount.get(),
                        reauthenticationCount.get(),
                        reauthenticationFailureCount.get()),
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
        due = null;
        abandonRequest();
        timeline.close();
        wakeWaiters();
        listeners.clear();
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
        } catch (RuntimeException | Error e) {
            log.error("Renewal met a fault of its own and goes on", e);
            askIn(policy.backOffCap());
        } finally {
            wakeUp.cancel();
            wakeUp = timeline.after(untilNextLook(), () -> step(() -> {}));
        }
    }

    private void lookAround() {
        RedisCredential credential = current;
        if (credential != null && credential.expiresAt() != null) {
            if (credential.isExpiredAt(timeline.now())) {
                current = null;
                listeners.tell(new AuthEvent.Expired(credential));
            } else if (!atRisk && remaining().compareTo(schedule.riskMargin(lifetime)) <= 0) {
                atRisk = true;
                listeners.tell(new AuthEvent.AtRisk(credential));
            }
        }
        if (inFlight == null && isDue()) {
            request();
        }
    }

    private boolean isDue() {
        Instant at = due;
        // By either clock: the wall clock may be set back, the other one stands still while the machine sleeps.
        return at != null && (!timeline.now().isBefore(at) || timeline.nanoTime() - dueNanos >= 0);
    }

    private Duration untilNextLook() {
        Duration wait = HEARTBEAT;
        Instant at = due;
        if (at != null && inFlight == null) {
            wait = min(wait, Duration.between(timeline.now(), at));
        }
        if (current != null && latest != null && latest.expiresAt() != null) {
            Duration left = remaining();
            wait = min(wait, atRisk ? left : left.minus(schedule.riskMargin(lifetime)));
        }
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private void request() {
        if (inFlight != null) {
            return;
        }
        long number = ++attempt;
        long started = timeline.nanoTime();
        requestCount.incrementAndGet();
        try {
            inFlight = requests.start(
                    strategy::obtain,
                    (credential, failure) -> timeline.run(() -> step(() ->
                            answered(number, Duration.ofNanos(timeline.nanoTime() - started), credential, failure))));
        } catch (RuntimeException | Error e) {
            failed(e);
            return;
        }
        deadline = timeline.after(policy.requestDeadline(), () -> step(() -> overdue(number)));
        if (closed) {
            abandonRequest();
        }
    }

    private void overdue(long number) {
        if (number == attempt && inFlight != null) {
            abandonRequest();
            failed(new AuthException(
                    AuthException.Kind.TIMED_OUT,
                    "The identity did not answer within %s s.".formatted(seconds(policy.requestDeadline())),
                    strategy.whenSilent(),
                    null));
        }
    }

    private void answered(
            long number, Duration took, @Nullable RedisCredential credential, @Nullable Throwable failure) {
        if (number != attempt || inFlight == null) {
            return;
        }
        inFlight = null;
        deadline.cancel();
        if (credential == null) {
            failed(failure);
            return;
        }
        AuthException reason = whyNot(credential);
        if (reason != null) {
            failed(reason);
        } else if (isNoNewer(credential)) {
            succeeded();
            if (credential.expiresAt() != null) {
                askIn(schedule.afterUnchanged(remaining(), chance.getAsDouble()));
            }
        } else {
            publish(credential, took);
        }
    }

    /** Why a credential must not be used; null if it may. */
    private @Nullable AuthException whyNot(RedisCredential credential) {
        Instant now = timeline.now();
        if (credential.isExpiredAt(now)) {
            return new AuthException(
                    AuthException.Kind.EXPIRED_TOKEN,
                    "The token that came had expired at %s, and it is %s here.".formatted(credential.expiresAt(), now),
                    "If this clock is right, the identity's cache holds an old token: it is asked again.",
                    null);
        }
        RedisCredential old = current;
        if (old != null
                && old.mode() == AuthMode.ENTRA
                && credential.mode() == AuthMode.ENTRA
                && !old.username().equals(credential.username())) {
            return new AuthException(
                    AuthException.Kind.WRONG_PRINCIPAL,
                    "The token is for principal %s, and the one before was for %s."
                            .formatted(credential.username(), old.username()),
                    "Pin the identity, with AZURE_CLIENT_ID for a user-assigned one.",
                    null);
        }
        return null;
    }

    private boolean isNoNewer(RedisCredential credential) {
        RedisCredential old = current;
        if (old == null || old.mode() != credential.mode()) {
            return false;
        }
        Instant newExpiry = credential.expiresAt();
        Instant oldExpiry = old.expiresAt();
        if (oldExpiry == null || newExpiry == null) {
            return old.equals(credential);
        }
        return !newExpiry.isAfter(oldExpiry);
    }

    private void publish(RedisCredential credential, Duration took) {
        latest = credential;
        lifetime = remaining();
        atRisk = false;
        succeeded();
        if (credential.expiresAt() == null) {
            due = null;
        } else {
            askIn(schedule.afterFresh(lifetime, chance.getAsDouble()));
        }
        renewalCount.incrementAndGet();
        current = credential;
        if (closed) {
            current = null;
            return;
        }
        wakeWaiters();
        listeners.tell(new AuthEvent.Renewed(credential, took, due));
    }

    private void succeeded() {
        failuresInARow = 0;
        lastFailure = null;
        due = null;
    }

    private void failed(@Nullable Throwable failure) {
        AuthException reason = failure instanceof AuthException known
                ? known
                : new AuthException(
                        AuthException.Kind.IDENTITY_UNAVAILABLE,
                        "The identity failed with %s.".formatted(failure),
                        "It is asked again.",
                        failure);
        failuresInARow++;
        failureCount.incrementAndGet();
        lastFailure = reason;
        Instant next = askIn(schedule.afterFailure(failuresInARow, remaining(), chance.getAsDouble()));
        wakeWaiters();
        listeners.tell(new AuthEvent.RenewalFailed(reason, next));
    }

    private Instant askIn(Duration delay) {
        Instant at = timeline.now().plus(delay);
        dueNanos = timeline.nanoTime() + delay.toNanos();
        due = at;
        return at;
    }

    /** What is left of the latest credential; zero where there is none or it never expires. */
    private Duration remaining() {
        RedisCredential credential = latest;
        return credential == null || credential.expiresAt() == null
                ? Duration.ZERO
                : Duration.between(timeline.now(), credential.expiresAt());
    }

    private void abandonRequest() {
        Requests.Request request = inFlight;
        inFlight = null;
        if (request != null) {
            request.abandon();
        }
    }

    private void wakeWaiters() {
        lock.lock();
        try {
            somethingChanged.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? Long.toString(duration.toSeconds())
                : Double.toString(duration.toMillis() / 1000.0);
    }
}
