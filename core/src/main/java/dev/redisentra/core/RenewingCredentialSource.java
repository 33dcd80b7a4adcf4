package dev.redisentra.core;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthListener;
import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.AuthStrategy;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/**
 * A source that asks a strategy for the next credential before the current one expires, for as long as it is open.
 *
 * <p>One request at a time has until its deadline to answer. Failures are retried with back-off and without end; the
 * credential at hand serves until it expires. What has been published is only ever replaced by something better: not
 * expired, later than the old one, the same principal's; or different, where the server refused the old one. Each
 * credential is published first and told to the listeners then. One daemon thread does all this; a second exists while a
 * request runs, a third while something to fall back on is asked, and a fourth while application listeners are told.
 * Thread-safe; the code that opens it closes it.
 */
final class RenewingCredentialSource implements CredentialSource {
    private static final AtomicInteger opened = new AtomicInteger();

    private final AuthMode configured;
    private final RenewalPolicy policy;
    private final @Nullable Fallback fallback;
    private final Timeline timeline;
    private final SharedState state;
    private final Listeners listeners;
    private final Executor listenersThread;
    private final Renewal renewal;
    private final ConnectionCounters connections = new ConnectionCounters();

    RenewingCredentialSource(
            AuthStrategy strategy,
            RenewalPolicy policy,
            @Nullable Fallback fallback,
            Timeline timeline,
            Requests requests,
            Requests keyRequests,
            Executor listenersThread,
            DoubleSupplier chance) {
        this.configured = configured(strategy, fallback);
        this.policy = PolicyRules.checked(policy);
        this.fallback = fallback;
        this.timeline = timeline;
        this.state = new SharedState(timeline, strategy);
        this.listenersThread = listenersThread;
        this.listeners = new Listeners(new EventLog(timeline::now), listenersThread);
        this.renewal =
                new Renewal(strategy, policy, fallback, timeline, requests, keyRequests, chance, state, listeners);
    }

    /** The first request starts at once; {@link #await()} waits for its answer. */
    static RenewingCredentialSource open(AuthStrategy strategy, RenewalPolicy policy, @Nullable Fallback fallback) {
        String name = "redis-entra-renewal-" + opened.incrementAndGet();
        RenewingCredentialSource source = new RenewingCredentialSource(
                strategy,
                policy,
                fallback,
                new SystemTimeline(name),
                // Libraries look for their plug-ins in the context class loader: the strategy's own, and not that of
                // the code that opens it.
                new RequestThreads(task -> DaemonThreads.create(
                        name + "-request", strategy.getClass().getClassLoader(), task)),
                new RequestThreads(task -> DaemonThreads.create(
                        name + "-key",
                        (fallback == null ? strategy : fallback.strategy())
                                .getClass()
                                .getClassLoader(),
                        task)),
                DaemonThreads.oneAtATime(name + "-listeners"),
                () -> ThreadLocalRandom.current().nextDouble());
        source.start();
        return source;
    }

    private static AuthMode configured(AuthStrategy strategy, @Nullable Fallback fallback) {
        return switch (strategy.kind()) {
            case ENTRA -> fallback == null ? AuthMode.ENTRA : AuthMode.ENTRA_THEN_ACCESS_KEY;
            case ACCESS_KEY -> {
                if (fallback != null) {
                    throw new IllegalArgumentException(
                            "fallback: an access key has nothing to fall back on; give its strategy a secondary key");
                }
                yield AuthMode.ACCESS_KEY;
            }
        };
    }

    void start() {
        renewal.start();
    }

    @Override
    public RedisCredential current() {
        return state.current();
    }

    @Override
    public RedisCredential await() {
        return await(policy.firstCredential());
    }

    @Override
    public RedisCredential await(Duration deadline) {
        return state.await(deadline, this::isFinal);
    }

    private boolean isFinal(AuthException failure) {
        return !failure.mayPass() && (fallback == null || !fallback.bridges(failure));
    }

    @Override
    public CompletionStage<RedisCredential> ready() {
        return Ready.on(this, this::isFinal, listenersThread);
    }

    @Override
    public Registration listen(AuthListener listener) {
        return listeners.add(listener);
    }

    @Override
    public Registration listenDirectly(AuthListener listener) {
        return listeners.addDirect(listener);
    }

    @Override
    public void report(AuthEvent.OfConnection event) {
        connections.count(event);
        listeners.tell(event);
        if (event instanceof AuthEvent.LoginRefused refusal) {
            renewal.refused(refusal.credential(), refusal.cause());
        } else if (event instanceof AuthEvent.ReauthenticationFailed failure && failure.credential() != null) {
            renewal.refused(failure.credential(), failure.cause());
        }
    }

    @Override
    public AuthStatus status() {
        Snapshot now = state.get();
        return now.status(configured, timeline.now(), connections.with(now.counts()));
    }

    @Override
    public void close() {
        state.update(Snapshot::asClosed);
        renewal.close();
        timeline.close();
        listeners.close();
    }
}
