package dev.redisentra.core.metrics;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.AccessKeyStrategy;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthListener;
import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.AuthStatus.State;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class CredentialMetricsTest {
    private static final RedisCredential TOKEN =
            new RedisCredential("an-oid", Secret.of("t0ken"), CredentialKind.ENTRA, Instant.EPOCH.plusSeconds(3600));

    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final FakeSource source = new FakeSource();
    private final CredentialMetrics metrics = new CredentialMetrics(source);

    @Test
    void tellsHowLongTheCredentialLives() {
        metrics.bindTo(registry);
        assertThat(registry.get("redis.auth.expiry").timeGauge().value(SECONDS)).isNaN();

        source.expiresAt = Instant.ofEpochMilli(clock.wallTime()).plusSeconds(90);
        assertThat(registry.get("redis.auth.expiry").timeGauge().value(SECONDS)).isEqualTo(90);
        clock.add(Duration.ofSeconds(89).plusMillis(500));
        assertThat(registry.get("redis.auth.expiry").timeGauge().value(SECONDS)).isEqualTo(0.5);
        clock.add(Duration.ofHours(1));
        assertThat(registry.get("redis.auth.expiry").timeGauge().value(SECONDS)).isZero();
    }

    @Test
    void tellsTheStateAndTheModeInUse() {
        metrics.bindTo(registry);
        source.state = State.AT_RISK;
        source.inUse = CredentialKind.ACCESS_KEY;

        assertThat(values("redis.auth.state"))
                .isEqualTo(Map.of("waiting", 0.0, "fresh", 0.0, "at-risk", 1.0, "expired", 0.0, "closed", 0.0));
        assertThat(values("redis.auth.mode")).isEqualTo(Map.of("entra", 0.0, "access-key", 1.0));
    }

    @Test
    void countsRenewalsFromTheOpeningOfTheSource() {
        source.renewals = 7;
        metrics.bindTo(registry);

        assertThat(registry.get("redis.auth.renewals").functionCounter().count())
                .isEqualTo(7);
    }

    @Test
    void timesRequestsAndCountsFailuresByKind() {
        metrics.bindTo(registry);

        source.tell(new AuthEvent.Renewed(TOKEN, Duration.ofMillis(300), null));
        source.tell(new AuthEvent.RenewalFailed(failure(), Duration.ofSeconds(6), Instant.EPOCH));
        source.tell(new AuthEvent.RenewalFailed(failure(), Duration.ofSeconds(10), Instant.EPOCH));

        assertThat(registry.get("redis.auth.requests")
                        .tag("outcome", "renewed")
                        .timer()
                        .totalTime(MILLISECONDS))
                .isEqualTo(300);
        assertThat(registry.get("redis.auth.requests")
                        .tag("outcome", "failed")
                        .timer()
                        .totalTime(SECONDS))
                .isEqualTo(16);
        assertThat(values("redis.auth.failures"))
                .containsEntry("timed-out", 2.0)
                .containsEntry("no-identity", 0.0);
    }

    @Test
    void countsFallbacks() {
        metrics.bindTo(registry);

        source.tell(new AuthEvent.FellBack(TOKEN, null));

        assertThat(registry.get("redis.auth.fallbacks").counter().count()).isOne();
    }

    @Test
    void countsWhatBecomesOfConnectionsByClient() {
        metrics.bindTo(registry);
        Throwable cause = new IllegalStateException("WRONGPASS");

        source.tell(new AuthEvent.Reauthenticated("jedis"));
        source.tell(new AuthEvent.Reauthenticated("jedis"));
        source.tell(new AuthEvent.ReauthenticationFailed("lettuce", cause));
        source.tell(new AuthEvent.LoginRefused("redisson", TOKEN, cause));

        assertThat(reauthentications("jedis", "accepted")).isEqualTo(2);
        assertThat(reauthentications("jedis", "failed")).isZero();
        assertThat(reauthentications("lettuce", "failed")).isOne();
        assertThat(values("redis.auth.refused.logins"))
                .isEqualTo(Map.of("lettuce", 0.0, "jedis", 0.0, "redisson", 1.0, "other", 0.0));
    }

    @Test
    void hasNoMoreMetersHoweverManyClientsThereAre() {
        metrics.bindTo(registry);
        int before = registry.getMeters().size();

        for (int client = 0; client < 100; client++) {
            source.tell(new AuthEvent.Reauthenticated("an adapter of someone's own, number " + client));
        }

        assertThat(reauthentications("other", "accepted")).isEqualTo(100);
        assertThat(registry.getMeters()).hasSize(before);
    }

    @Test
    void keepsSeveralSourcesApartByTheirTags() {
        FakeSource other = new FakeSource();
        new CredentialMetrics(source, Tags.of("cache", "orders")).bindTo(registry);
        new CredentialMetrics(other, Tags.of("cache", "sessions")).bindTo(registry);

        other.tell(new AuthEvent.FellBack(TOKEN, null));

        assertThat(values("redis.auth.fallbacks")).isEqualTo(Map.of("orders", 0.0, "sessions", 1.0));
    }

    @Test
    void leavesNothingWhenItIsClosed() {
        SimpleMeterRegistry another = new SimpleMeterRegistry();
        metrics.bindTo(registry);
        metrics.bindTo(another);
        assertThat(source.listeners).hasSize(2);

        metrics.close();
        metrics.close();

        assertThat(registry.getMeters()).isEmpty();
        assertThat(another.getMeters()).isEmpty();
        assertThat(source.listeners).isEmpty();
        assertThat(source.closed).isFalse();
    }

    @Test
    void keepsNoSourceAlive() {
        WeakReference<CredentialSource> forgotten = bindAndForget();

        await().until(() -> {
            System.gc();
            return forgotten.get() == null;
        });
        assertThat(values("redis.auth.state")).containsEntry("fresh", Double.NaN);
    }

    private WeakReference<CredentialSource> bindAndForget() {
        CredentialSource real = CredentialSources.open(new AccessKeyStrategy(Secret.of("k3y")));
        new CredentialMetrics(real).bindTo(registry);
        real.await(Duration.ofSeconds(30));
        real.close();
        return new WeakReference<>(real);
    }

    /** What the document says is what there is. */
    @Test
    void isDocumented() throws IOException {
        metrics.bindTo(registry);
        Map<String, String> rows = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            rows.put(
                    meter.getId().getName(),
                    new TreeSet<>(meter.getId().getTags().stream()
                                    .map(Tag::getKey)
                                    .toList())
                            .stream().map("`%s`"::formatted).collect(joining(", ")));
        }

        Map<String, String> documented = new TreeMap<>();
        Pattern.compile("^\\| `(redis\\.auth\\.[a-z.]+)` \\| [a-z ]+ \\| ([^|]*)\\|", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("../docs/reference-metrics.md")))
                .results()
                .forEach(row -> documented.put(row.group(1), row.group(2).strip()));
        assertThat(documented).isEqualTo(rows);
    }

    private double reauthentications(String client, String outcome) {
        return registry.get("redis.auth.reauthentications")
                .tags("client", client, "outcome", outcome)
                .counter()
                .count();
    }

    /** By the value of its only tag. */
    private Map<String, Double> values(String meter) {
        Map<String, Double> values = new TreeMap<>();
        registry.get(meter)
                .meters()
                .forEach(found -> values.put(
                        found.getId().getTags().get(0).getValue(),
                        found.measure().iterator().next().getValue()));
        return values;
    }

    private static AuthException failure() {
        return new AuthException(AuthException.Kind.TIMED_OUT, "It failed.", "Fix it.", null);
    }

    /** A source that stands as it is told to. */
    private static final class FakeSource implements CredentialSource {
        private final List<AuthListener> listeners = new ArrayList<>();
        private State state = State.WAITING;
        private @Nullable CredentialKind inUse;
        private @Nullable Instant expiresAt;
        private long renewals;
        private boolean closed;

        void tell(AuthEvent event) {
            listeners.forEach(listener -> listener.on(event));
        }

        @Override
        public RedisCredential current() {
            return TOKEN;
        }

        @Override
        public RedisCredential await(Duration deadline) {
            return TOKEN;
        }

        @Override
        public CompletionStage<RedisCredential> ready() {
            return CompletableFuture.completedStage(TOKEN);
        }

        @Override
        public Registration listen(AuthListener listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        @Override
        public void report(AuthEvent.OfConnection event) {
            tell(event);
        }

        @Override
        public AuthStatus status() {
            return new FakeStatus(state, inUse, expiresAt, new FakeCounters(renewals));
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private record FakeStatus(
            State state,
            @Nullable CredentialKind inUse,
            @Nullable Instant expiresAt,
            Counters counters) implements AuthStatus {
        @Override
        public AuthMode configured() {
            return AuthMode.ENTRA;
        }

        @Override
        public @Nullable String principal() {
            return null;
        }

        @Override
        public @Nullable Instant nextRenewal() {
            return null;
        }

        @Override
        public @Nullable String lastFailure() {
            return null;
        }

        @Override
        public @Nullable String loginRefusal() {
            return null;
        }
    }

    private record FakeCounters(long renewals) implements AuthStatus.Counters {
        @Override
        public long requests() {
            return 0;
        }

        @Override
        public long failures() {
            return 0;
        }

        @Override
        public long reauthentications() {
            return 0;
        }

        @Override
        public long reauthenticationFailures() {
            return 0;
        }

        @Override
        public long refusedLogins() {
            return 0;
        }

        @Override
        public long reauthenticationsStalled() {
            return 0;
        }

        @Override
        public long connectionsDied() {
            return 0;
        }
    }
}
