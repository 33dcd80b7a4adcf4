package dev.redisentra.core;

import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.RedisCredential;

/**
 * A thread for each request, which lives as long as the request does: a token is asked for once in an hour or so, and
 * a pool's idle thread would wait all that time. A call that neither answers nor heeds its interruption keeps its
 * thread, so their number is limited.
 */
final class RequestThreads implements Requests {
    /** One that is stuck must not end renewal; more than a few that are stuck are no help. */
    private static final int MOST_STUCK = 3;

    private final ThreadFactory threads;
    private final AtomicInteger running = new AtomicInteger();

    RequestThreads(ThreadFactory threads) {
        this.threads = threads;
    }

    @Override
    public Runnable start(Supplier<RedisCredential> call, Answer answer) {
        if (running.get() > MOST_STUCK) {
            throw new AuthException(
                    AuthException.Kind.TIMED_OUT,
                    "%d earlier requests have not ended.".formatted(running.get()),
                    "The next one starts when one of them ends.",
                    null);
        }
        AtomicBoolean ended = new AtomicBoolean();
        Thread thread = threads.newThread(() -> {
            RedisCredential credential = null;
            Throwable problem = null;
            try {
                credential = Objects.requireNonNull(call.get(), "no credential");
            } catch (Throwable failure) {
                problem = failure;
            }
            ended.set(true);
            try {
                answer.of(credential, problem);
            } finally {
                running.decrementAndGet();
            }
        });
        running.incrementAndGet();
        try {
            thread.start();
        } catch (Throwable noThread) { // out of threads: not one that is stuck
            running.decrementAndGet();
            throw noThread;
        }
        return () -> {
            if (ended.compareAndSet(false, true)) {
                thread.interrupt();
            }
        };
    }
}
