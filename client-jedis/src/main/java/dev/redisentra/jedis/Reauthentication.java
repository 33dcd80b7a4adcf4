package dev.redisentra.jedis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import org.apache.commons.pool2.PooledObject;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.Pool;

/**
 * Keeps the live connections of one client on the newest credential. Whoever holds a connection alone calls {@link
 * #keepCurrent}: its owner on borrow and return, the pool's idle test in between. Thread-safe. Closed with the client;
 * never closes the source.
 */
final class Reauthentication implements AutoCloseable {
    private static final String CLIENT = "jedis";

    /** A source changes keys within its smallest interval, a second. */
    private static final Duration FOR_ANOTHER_KEY = Duration.ofSeconds(2);

    private final CredentialSource source;
    private final InstantSource clock;
    private final IdlePasses passes;
    private final CredentialSource.Registration listening;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition renewal = lock.newCondition();
    private volatile @Nullable Renewal latest;

    /** Listens from now on. Connections that were made before are not known to it. */
    Reauthentication(CredentialSource source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
        passes = new IdlePasses(clock);
        listening = source.listen(this::on);
    }

    /** Takes the idle connections of a pool of {@link AuthenticatingFactory} under its care, until the pool is closed. */
    void include(Pool<Connection> pool) {
        pool.setEvictionPolicy(new IdleReauthentication(pool, this));
        passes.include(pool);
    }

    private void on(AuthEvent event) {
        if (event instanceof AuthEvent.Renewed renewed) {
            Instant now = clock.instant();
            lock.lock();
            try {
                latest = new Renewal(heard() + 1, renewed.credential(), now);
                renewal.signalAll();
            } finally {
                lock.unlock();
            }
            passes.by(now);
        }
    }

    /** How many renewals have been heard of. Read it before the credential that a connection logs in with. */
    long heard() {
        Renewal renewal = latest;
        return renewal == null ? 0 : renewal.number();
    }

    /**
     * Re-authenticates a connection if that is due. A refusal is reported, and tried again later: the connection lives
     * on with the credential that it carries.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if the connection turns out to be dead
     */
    void keepCurrent(PooledObject<Connection> pooled) {
        Renewal renewal = latest;
        AuthenticatedConnection connection = (AuthenticatedConnection) pooled;
        if (renewal == null || connection.hasSettled(renewal)) {
            return;
        }
        Instant now = clock.instant();
        if (now.isBefore(connection.due())) {
            passes.by(connection.due());
        } else if (!renewal.credential().isExpiredAt(now)) {
            authenticate(connection, renewal, now);
        }
    }

    private void authenticate(AuthenticatedConnection connection, Renewal renewal, Instant now) {
        try {
            connection.authenticate(renewal, now);
        } catch (JedisDataException refused) {
            passes.by(connection.due());
            source.report(new AuthEvent.ReauthenticationFailed(CLIENT, refused));
            return;
        }
        source.report(new AuthEvent.Reauthenticated(CLIENT));
    }

    /**
     * Tells the source of a refused login, and waits a little for the other access key, so that a command that needs a
     * new connection is not lost to a key that has just been regenerated. A refused token is nobody's but the access
     * policy's to mend.
     *
     * @param heard the number of the latest renewal that was known before the login
     */
    boolean findsAnother(RedisCredential refused, long heard, JedisDataException refusal) {
        source.report(new AuthEvent.LoginRefused(CLIENT, refused, refusal));
        if (refused.mode() != AuthMode.ACCESS_KEY) {
            return false;
        }
        long nanos = FOR_ANOTHER_KEY.toNanos();
        lock.lock();
        try {
            while (heard() <= heard && nanos > 0) {
                nanos = renewal.awaitNanos(nanos);
            }
            return heard() > heard;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        listening.close();
        passes.close();
    }
}
