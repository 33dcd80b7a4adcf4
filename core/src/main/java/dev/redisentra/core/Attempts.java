package dev.redisentra.core;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthStrategy;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/**
 * Asks a strategy, one request at a time and each under a deadline. What is overdue goes on and its answer counts, while
 * the next request may begin: a slow identity is better than none. Used on the timeline's thread, but for closing.
 */
final class Attempts implements AutoCloseable {
    /** With the one that is not overdue yet, as many as there are threads for. */
    private static final int MOST_OVERDUE = 3;

    private final AuthStrategy strategy;
    private final Duration deadline;
    private final Timeline timeline;
    private final Requests requests;
    private final Consumer<Runnable> step;

    private final Set<Attempt> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private @Nullable Attempt inTime;
    private final Deque<Attempt> overdue = new ArrayDeque<>();

    /**
     * What came of a request: a credential or a failure.
     *
     * @param late whether the deadline was over, which has been told as a failure
     */
    record Outcome(
            @Nullable RedisCredential credential, @Nullable Throwable failure, Duration took, boolean late) {

        /** Why there is no credential. */
        AuthException reason() {
            return failure instanceof AuthException known
                    ? known
                    : new AuthException(
                            AuthException.Kind.IDENTITY_UNAVAILABLE,
                            "The identity failed with %s.".formatted(failure),
                            "It is asked again.",
                            failure);
        }
    }

    /** One request. */
    private static final class Attempt {
        private final long began;
        private Runnable cancelDeadline = () -> {};
        private volatile Runnable abandonRequest = () -> {};

        Attempt(long began) {
            this.began = began;
        }
    }

    /**
     * @param deadline after which a request is told as failed
     * @param step runs each outcome, as one of the things that happen in turn
     */
    Attempts(AuthStrategy strategy, Duration deadline, Timeline timeline, Requests requests, Consumer<Runnable> step) {
        this.strategy = strategy;
        this.deadline = deadline;
        this.timeline = timeline;
        this.requests = requests;
        this.step = step;
    }

    /** Whether there is a request that still has time to answer. */
    boolean isUnderWay() {
        return inTime != null;
    }

    /** How long that one has been waiting for its answer. */
    Duration soFar() {
        return inTime == null ? Duration.ZERO : since(inTime);
    }

    private Duration since(Attempt attempt) {
        return Duration.ofNanos(timeline.nanoTime() - attempt.began);
    }

    /**
     * Asks, unless a request is under way and in time. Its outcome is told once, or twice where the deadline comes before a
     * good answer; or never, if this is closed before.
     */
    void start(Consumer<Outcome> outcome) {
        if (closed || isUnderWay()) {
            return;
        }
        Attempt mine = new Attempt(timeline.nanoTime());
        inTime = mine;
        underWay.add(mine);
        mine.cancelDeadline = timeline.after(deadline, () -> step.accept(() -> passDeadline(mine, outcome)));
        try {
            mine.abandonRequest = requests.start(
                    strategy::obtain,
                    (credential, failure) ->
                            timeline.run(() -> step.accept(() -> answered(mine, credential, failure, outcome))));
        } catch (Throwable e) { // whatever it is: it was the attempt that failed, and there will be others
            abandon(mine);
            abandonTheOldest();
            outcome.accept(new Outcome(null, e, since(mine), false));
        }
        if (closed) { // meanwhile, and that had nothing to abandon yet
            underWay.remove(mine);
            mine.abandonRequest.run();
        }
    }

    private void passDeadline(Attempt mine, Consumer<Outcome> outcome) {
        if (inTime != mine) {
            return;
        }
        inTime = null;
        overdue.add(mine);
        if (overdue.size() > MOST_OVERDUE) {
            abandonTheOldest();
        }
        outcome.accept(new Outcome(null, silence(), since(mine), false));
    }

    private void answered(
            Attempt mine,
            @Nullable RedisCredential credential,
            @Nullable Throwable failure,
            Consumer<Outcome> outcome) {
        if (!underWay.remove(mine)) {
            return;
        }
        boolean late = inTime != mine;
        forget(mine);
        if (!late || credential != null) {
            outcome.accept(new Outcome(credential, failure, since(mine), late));
        }
    }

    private void forget(Attempt attempt) {
        attempt.cancelDeadline.run();
        overdue.remove(attempt);
        if (inTime == attempt) {
            inTime = null;
        }
    }

    private AuthException silence() {
        return new AuthException(
                AuthException.Kind.TIMED_OUT,
                "The %s did not answer within %s s."
                        .formatted(
                                strategy.kind() == CredentialKind.ACCESS_KEY ? "source of the access key" : "identity",
                                Durations.seconds(deadline)),
                strategy.whenSilent(),
                null);
    }

    /** There is a good answer: the others that are under way are of no use any more. */
    void abandonAll() {
        Set.copyOf(underWay).forEach(this::abandon);
    }

    private void abandonTheOldest() {
        Attempt oldest = overdue.peek();
        if (oldest != null) {
            abandon(oldest);
        }
    }

    private void abandon(Attempt attempt) {
        if (underWay.remove(attempt)) {
            forget(attempt);
            attempt.abandonRequest.run();
        }
    }

    /** Abandons what is under way, and asks no more. Safe to call from anywhere. */
    @Override
    public void close() {
        closed = true;
        Set.copyOf(underWay).forEach(attempt -> {
            if (underWay.remove(attempt)) {
                attempt.abandonRequest.run();
            }
        });
    }
}
