package dev.redisentra.comparison.work;

import java.time.Duration;

import dev.redisentra.core.config.RedisSettings;
import org.jspecify.annotations.Nullable;

/** Where a process works: as whom, and with the client that it keeps. For one thread; closing it closes the client. */
final class Desk implements AutoCloseable {
    /** As many connections as the most threads that work at once. */
    private static final int POOL = 64;

    private record Client(Driver driver, Identity identity) {}

    private final ClientKind kind;
    private final Contender contender;
    private final RedisSettings settings;
    private @Nullable Client client;
    private @Nullable Desk subscribers;

    Desk(ClientKind kind, Contender contender, RedisSettings settings) {
        this.kind = kind;
        this.contender = contender;
        this.settings = settings;
    }

    ClientKind kind() {
        return kind;
    }

    Contender contender() {
        return contender;
    }

    RedisSettings settings() {
        return settings;
    }

    Outcome run(Slice slice) throws InterruptedException {
        Client own = client(slice);
        Client receiving =
                slice.segment().work() == Work.PUB_SUB ? forSubscribers().client(slice) : own;
        return Run.of(own.driver(), receiving.identity(), slice.segment(), receiving.driver());
    }

    private Client client(Slice slice) {
        Client used = client;
        if (used == null) {
            Login login = Login.of(contender, settings, Duration.ofMillis(slice.settlingMillis()));
            used = new Client(Driver.open(kind, login, POOL, false), login.identity());
            client = used;
        }
        return used;
    }

    /**
     * Subscribers have another client: Jedis's connections are closed after a subscription, by redis-entra for one, and other
     * work, to publish among it, would open them anew.
     */
    private Desk forSubscribers() {
        Desk theirs = subscribers;
        if (theirs == null) {
            theirs = new Desk(kind, contender, settings);
            subscribers = theirs;
        }
        return theirs;
    }

    @Override
    public void close() {
        if (client != null) {
            client.driver().close();
            client = null;
        }
        if (subscribers != null) {
            subscribers.close();
        }
    }
}
