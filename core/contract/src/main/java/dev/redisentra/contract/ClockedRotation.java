package dev.redisentra.contract;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.ManagedIdentity;
import org.jspecify.annotations.Nullable;

/** By the clock, for many modes at once: a token is replaced at half of its life, and expires at the end of it. */
final class ClockedRotation implements Rotation, AutoCloseable {
    private final CommandedSource source;
    private final ManagedIdentity identity;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private volatile CompletableFuture<IssuedToken> next = new CompletableFuture<>();
    private volatile @Nullable IssuedToken replaced;
    private final AtomicInteger renewals = new AtomicInteger();

    ClockedRotation(CommandedSource source, ManagedIdentity identity, Duration life) {
        this.source = source;
        this.identity = identity;
        long half = life.toMillis() / 2;
        // Not at a fixed rate: after a tick that a stalled server has held up, that would leave the next no time.
        var unused = clock.scheduleWithFixedDelay(this::tick, half, half, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        replaced().ifPresent(identity::expire);
        IssuedToken old = source.renew();
        replaced = old;
        renewals.incrementAndGet();
        CompletableFuture<IssuedToken> awaited = next;
        next = new CompletableFuture<>();
        awaited.complete(old);
    }

    int renewals() {
        return renewals.get();
    }

    @Override
    public Supplier<IssuedToken> next() {
        CompletableFuture<IssuedToken> coming = next;
        return () -> coming.copy()
                .orTimeout(Bench.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    @Override
    public Optional<IssuedToken> replaced() {
        return Optional.ofNullable(replaced);
    }

    @Override
    public void expire(IssuedToken old) {
        // when its time has come
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
