package dev.redisentra.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import org.jspecify.annotations.Nullable;

/** One client at work on a mode, and the levers to renew, expire and break things. Closed with the client. */
final class Bench implements AutoCloseable {
    /** For whatever should happen soon; only a client that is broken is waited for that long. */
    static final Duration PATIENCE = Duration.ofSeconds(40);

    /** What credentials claim to live. Adapters spread AUTHs over a tenth of it, and cut blocks to a tenth. */
    static final Duration CLAIMED_LIFE = Duration.ofSeconds(2);

    /** What reads the old token just before a renewal has logged in by then, on a machine with other things to do. */
    static final Duration HANDSHAKE = Duration.ofMillis(500);

    private static final Duration POLL = Duration.ofMillis(2);

    /** Says what to do; any exception counts as a failure of the client. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    private final LocalAzure azure;
    private final CommandedSource source;
    private final Rotation rotation;
    private final Supplier<ClientUnderTest> opener;
    private final ClientUnderTest client;
    private final Findings findings = new Findings();
    private final int renewals;
    private final Duration patience;
    private final Duration grace;
    private final String keys;
    private final RedisCounters before;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> working = new ArrayList<>();
    private final List<Future<?>> repeating = new ArrayList<>();
    private final AtomicInteger beginning = new AtomicInteger();
    private long forgiven;
    private volatile boolean stopped;
    private volatile ClientUnderTest.@Nullable Lacking lacking;
    private volatile long renewed;

    /**
     * Opens the client.
     *
     * @param patience how long connections may take to re-authenticate before the old token is expired under them
     * @param grace how long a token lives on after that, for who has read it and not logged in yet
     * @param keys what all keys of this bench begin with
     */
    Bench(
            LocalAzure azure,
            CommandedSource source,
            Rotation rotation,
            Supplier<ClientUnderTest> opener,
            int renewals,
            Duration patience,
            Duration grace,
            String keys) {
        this.azure = azure;
        this.source = source;
        this.rotation = rotation;
        this.opener = opener;
        this.renewals = renewals;
        this.patience = patience;
        this.grace = grace;
        this.keys = keys;
        this.before = azure.redis().counters();
        this.client = opener.get();
    }

    ClientUnderTest client() {
        return client;
    }

    /** Another client on the same source, to be closed by whoever asks for it. */
    ClientUnderTest another() {
        return opener.get();
    }

    LocalAzure azure() {
        return azure;
    }

    CommandedSource source() {
        return source;
    }

    Findings findings() {
        return findings;
    }

    int renewals() {
        return renewals;
    }

    /** A key of this bench's own; in a cluster, those with one name in braces share a slot. */
    String key(String name) {
        return keys + name;
    }

    /** A new token; gives the old one. */
    IssuedToken renew() {
        return renew(rotation.next());
    }

    /** The one that {@link #nextOfAll} gave. */
    synchronized IssuedToken renew(Supplier<IssuedToken> next) {
        renewed++;
        return next.get();
    }

    /**
     * The renewal to come, once no connection has one behind it to make up for. What no AUTH can pass, or no second one
     * after a refusal, begins then, and so never stays open over two.
     */
    Supplier<IssuedToken> nextOfAll() {
        Supplier<IssuedToken> next = rotation.next();
        rotation.replaced().ifPresent(last -> settle(last, PATIENCE));
        return next;
    }

    /** Lets the token expire when no connection carries it any more, or when patience is at its end. */
    void retire(IssuedToken old) {
        settle(old);
        pause(grace);
        rotation.expire(old);
    }

    /** Waits until no connection carries the token any more, or until patience is at its end. */
    void settle(IssuedToken old) {
        settle(old, patience);
    }

    private void settle(IssuedToken old, Duration atMost) {
        until(atMost, () -> azure.redis().connectionsWith(old) == 0);
    }

    /** As {@link #throughRenewals}, for work that opens connections: those in their handshake are given time, too. */
    void throughRenewalsWithNewConnections() {
        awaitWork();
        for (int i = 0; i < renewals; i++) {
            IssuedToken old = renew();
            settle(old);
            giveHandshakesTime();
            retire(old);
        }
    }

    /** For those that have read the old token already. */
    void giveHandshakesTime() {
        pause(HANDSHAKE);
    }

    /** Renews and retires as often as the bench is set to, once all that is kept doing has been done. */
    void throughRenewals() {
        awaitWork();
        for (int i = 0; i < renewals; i++) {
            retire(renew());
        }
    }

    private void awaitWork() {
        await("work begins", () -> beginning.get() == 0 || lacking != null);
        if (lacking != null) {
            throw lacking;
        }
    }

    /** Runs it again and again on a thread of its own, until {@link #stop}. */
    void keepDoing(String what, Work work) {
        beginning.incrementAndGet();
        AtomicBoolean begun = new AtomicBoolean();
        repeating.add(submit(what, () -> {
            while (!stopped) {
                try {
                    work.run();
                    if (begun.compareAndSet(false, true)) {
                        beginning.decrementAndGet();
                    }
                    pause(Contract.PACE);
                } catch (ClientUnderTest.Lacking e) {
                    lacking = e;
                    throw e;
                } catch (Exception e) {
                    findings.failed(what, e);
                    // As an application would: a client that is broken is not asked in a spin.
                    pause(Duration.ofMillis(50));
                }
            }
        }));
    }

    /** Runs it once on a thread of its own. */
    void start(String what, Work work) {
        var unused = submit(what, work);
    }

    private Future<?> submit(String what, Work work) {
        Future<?> started = threads.submit(() -> attempt(what, work));
        working.add(started);
        return started;
    }

    /** Ends what is kept doing, and waits for all that was started. */
    void stop() {
        stopped = true;
        Instant deadline = Instant.now().plus(PATIENCE);
        for (Future<?> one : working) {
            try {
                one.get(Math.max(0, Duration.between(Instant.now(), deadline).toMillis()), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                findings.failed("hangs", e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof ClientUnderTest.Lacking lacking) {
                    throw lacking;
                }
                findings.failed("breaks", e);
            } catch (InterruptedException e) {
                findings.failed("breaks", e);
            }
        }
        working.clear();
        repeating.clear();
        beginning.set(0);
        stopped = false;
    }

    boolean stopped() {
        return stopped;
    }

    /** Ends what is kept doing, without waiting for anything else. */
    void stopDoing() {
        stopped = true;
        for (Future<?> one : repeating) {
            try {
                one.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException | InterruptedException e) {
                findings.failed("hangs", e);
            }
        }
    }

    /** Does what closes connections by itself, so that these are not counted. */
    void forgive(Runnable fault) {
        long closed = azure.redis().counters().closedAtExpiry();
        fault.run();
        forgiven += azure.redis().counters().closedAtExpiry() - closed;
    }

    /** Runs it here, and counts an exception. */
    void attempt(String what, Work work) {
        try {
            work.run();
        } catch (ClientUnderTest.Lacking e) {
            throw e;
        } catch (Exception e) {
            findings.failed(what, e);
        }
    }

    /** Waits for what has to come; that it does not is a failure of the client. */
    void await(String what, BooleanSupplier condition) {
        if (!until(PATIENCE, condition)) {
            findings.failed("in vain", new TimeoutException(what));
        }
    }

    /** Waits for what should come; what does not is counted otherwise. */
    void awaitQuietly(BooleanSupplier condition) {
        until(patience, condition);
    }

    static boolean until(Duration patience, BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(patience);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                return false;
            }
            pause(POLL);
        }
        return true;
    }

    static void pause(Duration pause) {
        LockSupport.parkNanos(pause.toNanos());
    }

    @Nullable
    Object admin(String key, String... command) {
        return admin(azure, key, command);
    }

    /** Runs a command as an administrator, on the node that has the key. */
    static @Nullable Object admin(LocalAzure azure, String key, String... command) {
        for (int node = 0; ; node++) {
            try {
                return azure.redis().command(node, command);
            } catch (IllegalStateException e) {
                boolean elsewhere = String.valueOf(e.getMessage()).contains("MOVED");
                if (!elsewhere || node + 1 == azure.redis().ports().size()) {
                    throw new IllegalStateException(command[0] + " on " + key + ": " + e.getMessage(), e);
                }
            }
        }
    }

    /** How many connections are blocked. */
    long blocked() {
        return azure.redis().blocked();
    }

    /** What it came to. To be called when all has been said and done. */
    Outcome outcome(boolean authsRepeat) {
        return Outcome.of(findings, azure.redis().counters().since(before), renewed, forgiven, authsRepeat);
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdownNow();
        azure.redis().acceptAuth();
        azure.redis().start();
        client.close();
    }
}
