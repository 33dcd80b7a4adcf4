package dev.redisentra.core.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.CredentialSource;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

import static java.util.concurrent.TimeUnit.SECONDS;

/**
 * Binds a credential source to a meter registry: how long the credential still lives, how renewals go, and what happens
 * to connections. No meter holds a secret, and each tag has a handful of values. The meters are listed in {@code
 * docs/reference-metrics.md}.
 *
 * <pre>{@code
 * new CredentialMetrics(source).bindTo(registry);
 * }</pre>
 *
 * <p>With several sources in one registry, each needs a tag of its own; without, the first one's meters stand for all.
 *
 * <p>Renewals are counted from the opening of the source, everything else from the binding. The registry holds the
 * source weakly, and a closed source tells no more; {@link #close()} takes the meters out of the registries, for code
 * that unbinds while source and registry live on. Thread-safe.
 */
public final class CredentialMetrics implements MeterBinder, AutoCloseable {
    private final CredentialSource source;
    private final Tags tags;
    private final List<Runnable> undo = new ArrayList<>();

    /** Meters without tags of their own, for the only source of a process. */
    public CredentialMetrics(CredentialSource source) {
        this(source, Tags.empty());
    }

    /** Meters with these tags, such as {@code cache=orders}, in addition to their own. */
    public CredentialMetrics(CredentialSource source, Iterable<Tag> tags) {
        this.source = Objects.requireNonNull(source, "source");
        this.tags = Tags.of(tags);
    }

    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        List<Meter> meters = new ArrayList<>();
        meters.add(TimeGauge.builder("redis.auth.expiry", source, SECONDS, bound -> secondsLeft(bound, registry))
                .description("Time until the current credential expires; none where it never does")
                .tags(tags)
                .register(registry));
        meters.add(FunctionCounter.builder(
                        "redis.auth.renewals",
                        source,
                        bound -> bound.status().counters().renewals())
                .description("Credentials that became current")
                .tags(tags)
                .register(registry));
        for (AuthStatus.State state : AuthStatus.State.values()) {
            meters.add(Gauge.builder(
                            "redis.auth.state",
                            source,
                            bound -> oneIf(bound.status().state() == state))
                    .description("1 for the state that the source is in")
                    .tags(tags.and("state", state.toString()))
                    .register(registry));
        }
        for (CredentialKind kind : CredentialKind.values()) {
            meters.add(Gauge.builder(
                            "redis.auth.mode",
                            source,
                            bound -> oneIf(bound.status().inUse() == kind))
                    .description("1 for the mode of the current credential")
                    .tags(tags.and("mode", kind.toString()))
                    .register(registry));
        }
        EventMeters events = new EventMeters(registry, tags);
        meters.addAll(events.all());
        // Directly: meters return at once, and none of what is counted may be dropped.
        CredentialSource.Registration listening = source.listenDirectly(events);
        undo.add(() -> {
            listening.close();
            meters.forEach(registry::remove);
        });
    }

    private static double secondsLeft(CredentialSource source, MeterRegistry registry) {
        Instant expiry = source.status().expiresAt();
        Instant now = Instant.ofEpochMilli(registry.config().clock().wallTime());
        return expiry == null
                ? Double.NaN
                : Math.max(0, Duration.between(now, expiry).toMillis() / 1000.0);
    }

    private static double oneIf(boolean holds) {
        return holds ? 1 : 0;
    }

    /** Takes the meters out of all registries, and ends the listening. Never closes the source. A second time it does nothing. */
    @Override
    public synchronized void close() {
        undo.forEach(Runnable::run);
        undo.clear();
    }
}
