package dev.redisentra.core.renewal;

import java.util.function.Supplier;

import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/** Runs calls that may block, off the source's own thread. */
interface Requests {
    /**
     * Starts a call. The answer is told once, from any thread, unless the request was abandoned before.
     *
     * @throws RuntimeException if it cannot be started; an AuthException where earlier calls are still stuck, and so many
     *     that one more would be a leak
     */
    Request start(Supplier<RedisCredential> call, Answer answer);

    /** A call under way. */
    @FunctionalInterface
    interface Request {
        /** Interrupts it, and ignores what it may still answer. */
        void abandon();
    }

    /** What came of a call: a credential or a failure. */
    @FunctionalInterface
    interface Answer {
        void of(@Nullable RedisCredential credential, @Nullable Throwable failure);
    }
}
