package dev.redisentra.core.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/** The meters that events move. All are there from the beginning, at zero: a rate over what is not there is none. */
final class EventMeters implements AuthListener {
    /** What the adapters call themselves. An adapter of someone's own counts as the last, so that the tag stays bounded. */
    private static final List<String> CLIENTS = List.of("lettuce", "jedis", "redisson", "other");

    /** What no request fails with, but a caller meets. */
    private static final Set<AuthException.Kind> OF_CALLERS =
            EnumSet.of(AuthException.Kind.CLOSED, AuthException.Kind.INTERRUPTED);

    private final List<Meter> all = new ArrayList<>();
    private final Timer renewed;
    private final Timer failed;
    private final Map<AuthException.Kind, Counter> failures = new EnumMap<>(AuthException.Kind.class);
    private final Counter fallbacks;
    private final Map<String, Counter> reauthenticated = new HashMap<>();
    private final Map<String, Counter> notReauthenticated = new HashMap<>();
    private final Map<String, Counter> refused = new HashMap<>();
    private final Map<String, Counter> stalled = new HashMap<>();
    private final Map<String, Counter> died = new HashMap<>();

    EventMeters(MeterRegistry registry, Tags tags) {
        renewed = kept(requests(tags, "renewed").register(registry));
        failed = kept(requests(tags, "failed").register(registry));
        for (AuthException.Kind kind : AuthException.Kind.values()) {
            if (!OF_CALLERS.contains(kind)) {
                String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
                Counter.Builder counter = Counter.builder("redis.auth.failures")
                        .description("Requests that failed or gave nothing that could be used")
                        .tags(tags.and("kind", name));
                failures.put(kind, kept(counter.register(registry)));
            }
        }
        fallbacks = kept(Counter.builder("redis.auth.fallbacks")
                .description("Changes from Entra to the access key")
                .tags(tags)
                .register(registry));
        for (String client : CLIENTS) {
            Tags of = tags.and("client", client);
            reauthenticated.put(client, kept(reauthentications(of, "accepted").register(registry)));
            notReauthenticated.put(client, kept(reauthentications(of, "failed").register(registry)));
            Counter.Builder logins = Counter.builder("redis.auth.refused.logins")
                    .description("New connections whose login the server refused")
                    .tags(of);
            refused.put(client, kept(logins.register(registry)));
            stalled.put(client, kept(reauthentications(of, "stalled").register(registry)));
            Counter.Builder dead = Counter.builder("redis.auth.dead.connections")
                    .description("Connections that were closed because nobody answered any more")
                    .tags(of);
            died.put(client, kept(dead.register(registry)));
        }
    }

    private static Timer.Builder requests(Tags tags, String outcome) {
        return Timer.builder("redis.auth.requests")
                .description("Requests for a credential that gave a new one or failed")
                .tags(tags.and("outcome", outcome));
    }

    private static Counter.Builder reauthentications(Tags tags, String outcome) {
        return Counter.builder("redis.auth.reauthentications")
                .description("Live connections that were to take a newer credential")
                .tags(tags.and("outcome", outcome));
    }

    private <M extends Meter> M kept(M meter) {
        all.add(meter);
        return meter;
    }

    List<Meter> all() {
        return all;
    }

    @Override
    public void on(AuthEvent event) {
        if (event instanceof AuthEvent.Renewed renewal) {
            renewed.record(renewal.took());
        } else if (event instanceof AuthEvent.RenewalFailed failure) {
            failed.record(failure.took());
            count(failures, failure.cause().kind());
        } else if (event instanceof AuthEvent.FellBack) {
            fallbacks.increment();
        } else if (event instanceof AuthEvent.Reauthenticated of) {
            count(reauthenticated, known(of.client()));
        } else if (event instanceof AuthEvent.ReauthenticationFailed of) {
            count(notReauthenticated, known(of.client()));
        } else if (event instanceof AuthEvent.LoginRefused of) {
            count(refused, known(of.client()));
        } else if (event instanceof AuthEvent.ReauthenticationStalled of) {
            count(stalled, known(of.client()));
        } else if (event instanceof AuthEvent.ConnectionDied of) {
            count(died, known(of.client()));
        }
    }

    private static String known(String client) {
        return CLIENTS.contains(client) ? client : "other";
    }

    private static <K> void count(Map<K, Counter> counters, K key) {
        Objects.requireNonNull(counters.get(key)).increment();
    }
}
