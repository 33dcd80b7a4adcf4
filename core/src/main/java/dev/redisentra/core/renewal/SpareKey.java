package dev.redisentra.core.renewal;

import java.time.Duration;

import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/**
 * What a source falls back on, at hand before it is needed: where keys may change, to get one may take a while. Used on
 * the timeline's thread, but for closing.
 */
final class SpareKey implements AutoCloseable {
    private final Fallback fallback;
    private final SingleFlight asking;
    private @Nullable RedisCredential key;

    SpareKey(Fallback fallback, SingleFlight asking) {
        this.fallback = fallback;
        this.asking = asking;
    }

    /** Looks whether the key has changed. The outcome is told at once where it cannot, and later otherwise. */
    void refresh(SingleFlight.Outcome outcome) {
        if (fallback.keys().mayChange()) {
            asking.start((credential, failure, took) -> {
                keep(credential);
                outcome.of(credential, failure, took);
            });
        } else {
            RedisCredential fixed = fallback.keys().obtain();
            keep(fixed);
            outcome.of(fixed, null, Duration.ZERO);
        }
    }

    private void keep(@Nullable RedisCredential obtained) {
        if (obtained != null) {
            key = obtained;
        }
    }

    /** The key as it was when it was last looked at; null before. */
    @Nullable
    RedisCredential key() {
        return key;
    }

    /** Whether another look may give a better one than this, which the server refused. */
    boolean refused(RedisCredential credential) {
        return fallback.keys().refused(credential);
    }

    @Override
    public void close() {
        asking.close();
    }
}
