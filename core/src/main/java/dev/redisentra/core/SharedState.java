package dev.redisentra.core;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthStrategy;
import dev.redisentra.core.auth.RedisCredential;

/**
 * What a source knows, as everyone sees it: one snapshot at a time, which the renewal replaces and anyone reads. Nothing
 * replaces that of a closed source. Thread-safe.
 */
final class SharedState {
    /** A mask: seven readings of eight. */
    private static final int WITHOUT_CLOCK = 7;

    private final Timeline timeline;
    private final AuthStrategy strategy;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Snapshot snapshot = Snapshot.BEGINNING;
    /** Neither volatile nor atomic: a reading that is not counted does no harm. */
    private int readings;

    /** @param strategy says what to look at when nobody answers */
    SharedState(Timeline timeline, AuthStrategy strategy) {
        this.timeline = timeline;
        this.strategy = strategy;
    }

    Snapshot get() {
        return snapshot;
    }

    /** Puts what follows on it in place of the snapshot, unless the source is closed; says whether it did. */
    boolean update(UnaryOperator<Snapshot> change) {
        lock.lock();
        try {
            if (snapshot.closed()) {
                return false;
            }
            snapshot = change.apply(snapshot);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The credential of the moment. Asking the clock costs more than all the rest, so that only every eighth reading does,
     * unless the expiry is near: which the renewal notes, or else the first reading that finds it so.
     */
    RedisCredential current() {
        Snapshot now = snapshot;
        Published served = now.served();
        if (served != null && !served.near() && (++readings & WITHOUT_CLOCK) != 0) {
            return served.credential();
        }
        return read(now);
    }

    private RedisCredential read(Snapshot now) {
        long millis = timeline.millis();
        RedisCredential credential = now.current(millis);
        if (credential == null) {
            if (now.served() != null && !now.served().near()) {
                // The renewal has not come by: the machine has slept, or that thread is held up.
                update(Snapshot::nearExpiry);
            }
            throw now.none("There is no credential.", strategy.whenSilent());
        }
        return credential;
    }

    /** @param isFinal which failures nobody is to wait out */
    RedisCredential await(Duration patience, Predicate<AuthException> isFinal) {
        long nanos = TimeUnit.NANOSECONDS.convert(patience);
        lock.lock();
        try {
            while (true) {
                Snapshot now = snapshot;
                RedisCredential credential = now.current(timeline.millis());
                if (credential != null) {
                    return credential;
                }
                AuthException failure = now.failure();
                if (now.closed() || (failure != null && isFinal.test(failure))) {
                    throw now.none("There is no credential.", strategy.whenSilent());
                }
                if (nanos <= 0) {
                    throw now.none(
                            "There is no credential after %s s.".formatted(Durations.seconds(patience)),
                            strategy.whenSilent());
                }
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuthException(
                    AuthException.Kind.INTERRUPTED,
                    "The thread was interrupted while it waited for a credential.",
                    "End the work of this thread: something interrupted it.",
                    e);
        } finally {
            lock.unlock();
        }
    }
}
