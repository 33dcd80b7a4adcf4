package dev.redisentra.core.renewal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.AuthStrategy;
import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/** Asks a strategy, one request at a time and each under a deadline. Used on the timeline's thread, but for closing. */
final class SingleFlight implements AutoCloseable {
    private final AuthStrategy strategy;
    private final Duration patience;
    private final Timeline timeline;
    private final Requests requests;
    private final Consumer<Runnable> step;

    private final AtomicReference<Requests.@Nullable Request> underWay = new AtomicReference<>();
    private volatile boolean closed;
    private long number;
    private long began;
    private Timeline.Alarm deadline = () -> {};

    /** What came of a request, a credential or a failure, and how long that took. */
    @FunctionalInterface
    interface Outcome {
        void of(@Nullable RedisCredential credential, @Nullable Throwable failure, Duration took);
    }

    /**
     * @param patience how long a request may take
     * @param step runs each outcome, as one of the things that happen in turn
     */
    SingleFlight(
            AuthStrategy strategy, Duration patience, Timeline timeline, Requests requests, Consumer<Runnable> step) {
        this.strategy = strategy;
        this.patience = patience;
        this.timeline = timeline;
        this.requests = requests;
        this.step = step;
    }

    boolean isUnderWay() {
        return underWay.get() != null;
    }

    /** How long the request under way has been waiting for its answer. */
    Duration soFar() {
        return Duration.ofNanos(timeline.nanoTime() - began);
    }

    /** Asks, unless a request is under way. The outcome is told once, or never if this is closed before. */
    void start(Outcome outcome) {
        if (closed || isUnderWay()) {
            return;
        }
        long mine = ++number;
        began = timeline.nanoTime();
        deadline = timeline.after(
                patience,
                () -> step.accept(() -> {
                    if (isUnderWay(mine)) {
                        abandon();
                        outcome.of(null, silence(), soFar());
                    }
                }));
        try {
            underWay.set(requests.start(
                    strategy::obtain,
                    (credential, failure) -> timeline.run(() -> step.accept(() -> {
                        if (isUnderWay(mine)) {
                            underWay.set(null);
                            deadline.cancel();
                            outcome.of(credential, failure, soFar());
                        }
                    }))));
        } catch (Throwable e) { // whatever it is: it was the attempt that failed, and there will be others
            deadline.cancel();
            outcome.of(null, e, soFar());
        }
        if (closed) {
            abandon();
        }
    }

    private boolean isUnderWay(long which) {
        return which == number && isUnderWay();
    }

    private AuthException silence() {
        return new AuthException(
                AuthException.Kind.TIMED_OUT,
                "The %s did not answer within %s s."
                        .formatted(
                                strategy.mode() == AuthMode.ACCESS_KEY ? "source of the access key" : "identity",
                                Durations.seconds(patience)),
                strategy.whenSilent(),
                null);
    }

    private void abandon() {
        Requests.Request request = underWay.getAndSet(null);
        if (request != null) {
            request.abandon();
        }
    }

    /** Abandons what is under way, and asks no more. Safe to call from anywhere. */
    @Override
    public void close() {
        closed = true;
        abandon();
    }
}
