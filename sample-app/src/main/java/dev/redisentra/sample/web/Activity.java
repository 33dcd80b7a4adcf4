package dev.redisentra.sample.web;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.CredentialSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * What the status page draws: second by second, how many requests were answered, how fast, and what happened to the login
 * meanwhile. The figures are differences of the timers that Actuator keeps anyway. Remembers five minutes. Thread-safe.
 */
@Component
class Activity implements DisposableBean {
    private static final int REMEMBERED = 300;

    /** Requests that do not wait for anything but Redis: the others would drown them. */
    private static final Set<String> COUNTED =
            Set.of("/api/health", "/api/values/{key}", "/api/counters/{key}", "/api/transactions/{key}");

    private final MeterRegistry meters;
    private final CredentialSource.Registration listening;
    private final Queue<Happening> news = new ConcurrentLinkedQueue<>();
    private final AtomicLong reauthenticated = new AtomicLong();
    private final Deque<Second> history = new ArrayDeque<>();
    private final Set<Consumer<Second>> watchers = ConcurrentHashMap.newKeySet();
    private Totals before = new Totals(0, 0, 0);

    /**
     * One second.
     *
     * @param requests answered in it
     * @param failures those of them that were answered 5xx
     * @param latencyMillis their mean; absent where there was none
     * @param happenings in their order
     */
    record Second(
            Instant at,
            long requests,
            long failures,
            @Nullable Double latencyMillis,
            List<Happening> happenings) {}

    /** Something that happened to the login. Holds no secret. */
    record Happening(Instant at, Kind kind, String what) {}

    /** What the page tells apart. */
    enum Kind {
        RENEWED,
        REAUTHENTICATED,
        TROUBLE
    }

    private record Totals(long requests, long failures, double nanos) {}

    Activity(MeterRegistry meters, CredentialSource source) {
        this.meters = meters;
        listening = source.listen(this::hear);
    }

    private void hear(AuthEvent event) {
        if (event instanceof AuthEvent.Reauthenticated) {
            reauthenticated.incrementAndGet();
        } else {
            happening(event).ifPresent(news::add);
        }
    }

    private static Optional<Happening> happening(AuthEvent event) {
        if (event instanceof AuthEvent.Renewed renewed) {
            return told(
                    Kind.RENEWED,
                    "A new credential (%s), after %d ms"
                            .formatted(
                                    renewed.credential().kind(), renewed.took().toMillis()));
        } else if (event instanceof AuthEvent.RenewalFailed failed) {
            return told(Kind.TROUBLE, String.valueOf(failed.cause().getMessage()));
        } else if (event instanceof AuthEvent.AtRisk) {
            return told(Kind.TROUBLE, "The credential is about to expire, and there is no newer one");
        } else if (event instanceof AuthEvent.Expired) {
            return told(Kind.TROUBLE, "The credential expired before there was a newer one");
        } else if (event instanceof AuthEvent.FellBack fellBack) {
            return told(
                    Kind.TROUBLE, "Fell back to the " + fellBack.credential().kind());
        } else if (event instanceof AuthEvent.ReauthenticationFailed) {
            return told(Kind.TROUBLE, "A connection could not be re-authenticated; it goes on with what it has");
        } else if (event instanceof AuthEvent.LoginRefused) {
            return told(Kind.TROUBLE, "Redis refused the login of a new connection");
        } else if (event instanceof AuthEvent.ReauthenticationStalled stalled) {
            return told(Kind.TROUBLE, "A connection cannot be re-authenticated: " + stalled.reason());
        } else if (event instanceof AuthEvent.ConnectionDied died) {
            return told(Kind.TROUBLE, "A connection was closed: " + died.reason());
        }
        return Optional.empty();
    }

    private static Optional<Happening> told(Kind kind, String what) {
        return Optional.of(new Happening(Instant.now(), kind, what));
    }

    /** What is remembered, the oldest first. */
    List<Second> history() {
        synchronized (history) {
            return List.copyOf(history);
        }
    }

    /** Tells each second from now on. */
    Runnable watch(Consumer<Second> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    @Scheduled(fixedRate = 1, timeUnit = TimeUnit.SECONDS)
    void tick() {
        List<Happening> happenings = new ArrayList<>();
        for (Happening next = news.poll(); next != null; next = news.poll()) {
            happenings.add(next);
        }
        Instant now = Instant.now();
        long connections = reauthenticated.getAndSet(0);
        if (connections > 0) {
            happenings.add(new Happening(
                    now,
                    Kind.REAUTHENTICATED,
                    connections == 1
                            ? "1 connection re-authenticated"
                            : connections + " connections re-authenticated"));
        }
        Second second = next(now, happenings);
        synchronized (history) {
            history.add(second);
            if (history.size() > REMEMBERED) {
                history.remove();
            }
        }
        watchers.forEach(watcher -> watcher.accept(second));
    }

    private Second next(Instant now, List<Happening> happenings) {
        Totals totals = totals();
        long requests = totals.requests - before.requests;
        double nanos = totals.nanos - before.nanos;
        long failures = totals.failures - before.failures;
        before = totals;
        return new Second(now, requests, failures, requests == 0 ? null : nanos / requests / 1e6, happenings);
    }

    private Totals totals() {
        long requests = 0;
        long failures = 0;
        double nanos = 0;
        for (Timer timer : meters.find("http.server.requests").timers()) {
            if (COUNTED.contains(String.valueOf(timer.getId().getTag("uri")))) {
                requests += timer.count();
                nanos += timer.totalTime(TimeUnit.NANOSECONDS);
                failures += "SERVER_ERROR".equals(timer.getId().getTag("outcome")) ? timer.count() : 0;
            }
        }
        return new Totals(requests, failures, nanos);
    }

    @Override
    public void destroy() {
        listening.close();
    }
}
