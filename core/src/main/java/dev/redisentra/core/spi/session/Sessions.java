package dev.redisentra.core.spi.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one client's connections, on one source. Knows which credentials that source gave out, and so which
 * logins are its own. Listens to the source while there are connections; there is nothing to close. Thread-safe.
 */
public final class Sessions {
    /** A handshake takes no longer than a few renewals. */
    private static final int REMEMBERED = 4;

    private final String client;
    private final CredentialSource source;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Duration patience;
    private final DoubleSupplier chance;
    private final Adoption adoption;
    private final Set<Session> open = ConcurrentHashMap.newKeySet();

    // Guarded by this.
    private final Deque<Known> known = new ArrayDeque<>();
    private CredentialSource.@Nullable Registration listening;

    /** @param nanos when it became known, and those before it were superseded */
    private record Known(RedisCredential credential, long nanos) {}

    /**
     * Sessions for the connections of one client.
     *
     * @param client its name in events: {@code lettuce}, {@code jedis} or {@code redisson}
     * @param nanoTime a clock that does not jump, as {@code System::nanoTime}
     * @param patience how long the client itself waits for the answer to a command, before it gives it up
     */
    public Sessions(
            String client, CredentialSource source, InstantSource clock, LongSupplier nanoTime, Duration patience) {
        this(client, source, clock, nanoTime, patience, new Adoption());
    }

    /** The same, where sessions and logins are set up apart. */
    public Sessions(
            String client,
            CredentialSource source,
            InstantSource clock,
            LongSupplier nanoTime,
            Duration patience,
            Adoption adoption) {
        this(
                client,
                source,
                clock,
                nanoTime,
                patience,
                adoption,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /** @param chance from 0 to 1: what spreads the AUTHs of many connections */
    Sessions(
            String client,
            CredentialSource source,
            InstantSource clock,
            LongSupplier nanoTime,
            Duration patience,
            Adoption adoption,
            DoubleSupplier chance) {
        this.client = client;
        this.source = source;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.patience = patience;
        this.adoption = adoption;
        this.chance = chance;
    }

    /**
     * The credential for a handshake that begins now. Never blocks.
     *
     * @throws AuthException if there is none, with the reason
     */
    public RedisCredential credential() {
        RedisCredential current = source.current();
        remember(current);
        adoption.loggingIn(source, client);
        return current;
    }

    /** The session of a new connection. Call {@link Session#closed} when that ends. */
    public Session open(Wire wire) {
        Session session = new Session(this, wire);
        open.add(session);
        adoption.settle();
        synchronized (this) {
            if (listening == null) {
                listening = source.listenDirectly(this::on);
            }
        }
        // A handshake may read it and be overtaken by a renewal before its login is seen.
        RedisCredential current = current();
        if (current != null) {
            remember(current);
        }
        return session;
    }

    void closed(Session session) {
        open.remove(session);
        synchronized (this) {
            if (open.isEmpty() && listening != null) {
                listening.close();
                listening = null;
            }
        }
    }

    private void on(AuthEvent event) {
        if (event instanceof AuthEvent.Renewed renewed) {
            remember(renewed.credential());
            open.forEach(Session::renewed);
        }
    }

    private synchronized void remember(RedisCredential credential) {
        Known newest = known.peekFirst();
        if (newest == null || !newest.credential.equals(credential)) {
            known.addFirst(new Known(credential, nanoTime()));
            if (known.size() > REMEMBERED) {
                known.removeLast();
            }
        }
    }

    /** How long ago there was a newer credential than this for the first time; a year where nobody knows any more. */
    synchronized Duration sinceSuperseded(RedisCredential carried) {
        Known next = null;
        for (Known one : known) {
            if (one.credential.equals(carried)) {
                return next == null ? Duration.ZERO : Duration.ofNanos(nanoTime() - next.nanos);
            }
            next = one;
        }
        return ReauthenticationTiming.EVER;
    }

    /** What the source gave out with this user and password; null where it is none of the source's. */
    synchronized @Nullable RedisCredential find(Login.Claim claim) {
        RedisCredential current = current();
        if (current != null) {
            remember(current);
        }
        String username = claim.username() == null ? "default" : claim.username();
        for (Known one : known) {
            RedisCredential credential = one.credential;
            if (inBytes(credential.password().reveal()).equals(claim.password())
                    && inBytes(credential.username()).equals(username)) {
                return credential;
            }
        }
        return null;
    }

    private static String inBytes(String text) {
        return Resp.raw(Resp.bytes(text));
    }

    /** Null where there is none; the source tells of the renewal that ends this. */
    @Nullable
    RedisCredential current() {
        try {
            return source.current();
        } catch (AuthException none) {
            return null;
        }
    }

    void report(AuthEvent.OfConnection event) {
        source.report(event);
    }

    String client() {
        return client;
    }

    InstantSource clock() {
        return clock;
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    Duration patience() {
        return patience;
    }

    double chance() {
        return chance.getAsDouble();
    }
}
