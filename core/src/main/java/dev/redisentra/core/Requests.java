package dev.redisentra.core;

import java.util.function.Supplier;

import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/** Runs calls that may block, off the source's own thread. */
interface Requests {
    /**
     * Starts a call. The answer is told once, from any thread, and may be told even after the call was abandoned.
     *
     * @return abandons the call: interrupts it, if it has not ended
     * @throws RuntimeException if it cannot be started; an AuthException where earlier calls are still under way, and so
     *     many that one more would be a leak
     */
    Runnable start(Supplier<RedisCredential> call, Answer answer);

    /** What came of a call: a credential or a failure. */
    @FunctionalInterface
    interface Answer {
        void of(@Nullable RedisCredential credential, @Nullable Throwable failure);
    }
}
