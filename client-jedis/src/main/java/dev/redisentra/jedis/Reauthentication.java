package dev.redisentra.jedis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.renewal.ReauthenticationTiming;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Keeps the live connections of one client on the newest credential: sees to each of them at a moment of its own after a
 * renewal, on one daemon thread, and again until it carries the new credential. Thread-safe. Closed with the client;
 * never closes the source.
 */
final class Reauthentication implements AutoCloseable {
    private static final String CLIENT = "jedis";

    /** The first tenth of the spread is left out, so that renewals in a row find no AUTH sent yet. */
    private static final double EARLIEST = 0.1;

    private final CredentialSource source;
    private final InstantSource clock;
    private final Set<AuthenticatedConnection> live = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor thread;
    private final CredentialSource.Registration listening;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition renewal = lock.newCondition();
    private volatile @Nullable RedisCredential latest;

    /** Listens from now on. */
    Reauthentication(CredentialSource source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
        thread = new ScheduledThreadPoolExecutor(1, Reauthentication::daemon, new ThreadPoolExecutor.DiscardPolicy());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        listening = source.listen(this::on);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "redis-entra-jedis");
        thread.setDaemon(true);
        return thread;
    }

    private void on(AuthEvent event) {
        if (event instanceof AuthEvent.Renewed renewed) {
            lock.lock();
            try {
                latest = renewed.credential();
                renewal.signalAll();
            } finally {
                lock.unlock();
            }
            live.forEach(connection -> plan(connection, renewed.credential()));
        }
    }

    /** Takes a connection under its care when it has logged in, until it {@linkplain #leave leaves}. */
    void include(AuthenticatedConnection connection) {
        live.add(connection);
        RedisCredential heardMeanwhile = latest;
        if (heardMeanwhile != null) {
            plan(connection, heardMeanwhile);
        }
    }

    void leave(AuthenticatedConnection connection) {
        live.remove(connection);
    }

    private void plan(AuthenticatedConnection connection, RedisCredential credential) {
        if (!credential.equals(connection.carried())) {
            double chance = ThreadLocalRandom.current().nextDouble(EARLIEST, 1);
            seeTo(connection, credential, ReauthenticationTiming.spread(left(connection.carried()), chance));
        }
    }

    private void seeTo(AuthenticatedConnection connection, RedisCredential credential, Duration delay) {
        var unused = thread.schedule(() -> seeTo(connection, credential), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void seeTo(AuthenticatedConnection connection, RedisCredential credential) {
        boolean superseded = !credential.equals(latest) || credential.isExpiredAt(clock.instant());
        if (superseded || connection.isBroken() || !live.contains(connection)) {
            return;
        }
        if (!connection.authenticate(credential)) {
            double chance = ThreadLocalRandom.current().nextDouble();
            seeTo(connection, credential, ReauthenticationTiming.retry(left(connection.carried()), chance));
        }
    }

    /** Tells the source how the server answered to the AUTH of a live connection. */
    void report(@Nullable JedisDataException refusal) {
        source.report(
                refusal == null
                        ? new AuthEvent.Reauthenticated(CLIENT)
                        : new AuthEvent.ReauthenticationFailed(CLIENT, refusal));
    }

    /** Whether there is a newer credential than this. */
    boolean isBehind(@Nullable RedisCredential carried) {
        RedisCredential newest = latest;
        return newest != null && !newest.equals(carried);
    }

    /** For how long a command may block at a stretch on a connection that carries this. */
    Duration stretch(@Nullable RedisCredential carried) {
        return ReauthenticationTiming.stretch(left(carried));
    }

    private Duration left(@Nullable RedisCredential carried) {
        return ReauthenticationTiming.left(carried, clock.instant());
    }

    /** Tells the source of a refused login, and whether there is another credential by now, or in a moment. */
    boolean findsAnother(RedisCredential refused, JedisDataException refusal) {
        source.report(new AuthEvent.LoginRefused(CLIENT, refused, refusal));
        long nanos = ReauthenticationTiming.forAnother(refused).toNanos();
        lock.lock();
        try {
            while (!isReplaced(refused) && nanos > 0) {
                nanos = renewal.awaitNanos(nanos);
            }
            return isReplaced(refused);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isReplaced(RedisCredential credential) {
        try {
            return !credential.equals(source.current());
        } catch (AuthException none) {
            return false;
        }
    }

    @Override
    public void close() {
        listening.close();
        thread.shutdownNow();
    }
}
