package dev.redisentra.core;

import java.time.Duration;
import java.util.function.Consumer;

import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/**
 * When a source falls back, and on what: a key that is at hand before it is needed, because to get one may take a while
 * where it may change. Used on the timeline's thread, but for closing.
 */
final class FallbackWatch implements AutoCloseable {
    private final Fallback fallback;
    private final Attempts asking;
    private final Timeline timeline;
    private @Nullable RedisCredential key;
    private @Nullable DueTime due;

    FallbackWatch(Fallback fallback, Attempts asking, Timeline timeline) {
        this.fallback = fallback;
        this.asking = asking;
        this.timeline = timeline;
    }

    /** Looks whether the key has changed. The outcome is told at once where it cannot, and later otherwise. */
    void refresh(Consumer<Attempts.Outcome> outcome) {
        if (fallback.isAtHand()) {
            RedisCredential fixed = fallback.strategy().obtain();
            keep(fixed);
            outcome.accept(new Attempts.Outcome(fixed, null, Duration.ZERO, false));
        } else {
            asking.start(answer -> {
                keep(answer.credential());
                outcome.accept(answer);
            });
        }
    }

    private void keep(@Nullable RedisCredential obtained) {
        if (obtained != null) {
            key = obtained;
        }
    }

    /** The key as it was when it was last looked at, if it is time to serve it. */
    @Nullable
    RedisCredential keyIfDue(Snapshot now, Attempts tokens) {
        return untilDue(now, tokens).compareTo(Duration.ZERO) <= 0 ? key : null;
    }

    /** Whether another look may give a better one than this, which the server refused. */
    boolean refused(RedisCredential credential) {
        return fallback.strategy().refused(credential);
    }

    /** Sets the moment to fall back, if that is not set yet: after the grace, or sooner. */
    void expect(Duration atMost) {
        if (due == null) {
            due = DueTime.in(Durations.min(fallback.grace(), atMost), Duration.ZERO, timeline);
        }
    }

    void expectNoMore() {
        due = null;
    }

    /**
     * How long until the key is to be served. Not while the strategy answers, although with nothing newer: the token at
     * hand serves until it expires. But a request without an answer may outlast a short-lived token.
     *
     * @param tokens the requests that the key is there to replace
     */
    Duration untilDue(Snapshot now, Attempts tokens) {
        if (due == null || key == null || !fallback.bridges(now.failure())) {
            return Durations.CENTURY;
        }
        Duration wait = due.untilDue(timeline);
        if (now.failure() != null || now.served() == null) {
            return wait;
        }
        Duration patience =
                Durations.min(fallback.grace(), now.served().riskMargin().dividedBy(2));
        return tokens.isUnderWay() ? Durations.max(wait, patience.minus(tokens.soFar())) : Durations.CENTURY;
    }

    @Override
    public void close() {
        asking.close();
    }
}
