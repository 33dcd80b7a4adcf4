package dev.redisentra.spring;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The credential sources of an application, by the names of their caches, for what reports their state. The one without a
 * name is called {@code default}. It reports texts and numbers only, so that it looks the same with any JSON library.
 */
final class Sources {
    static final String DEFAULT = "default";

    private final ListableBeanFactory beans;
    private final InstantSource clock;

    Sources(ListableBeanFactory beans, InstantSource clock) {
        this.beans = beans;
        this.clock = clock;
    }

    /** In the order of their names. */
    Map<String, CredentialSource> all() {
        Map<String, CredentialSource> sources = new TreeMap<>();
        beans.getBeansOfType(CredentialSource.class)
                .forEach((bean, source) -> sources.put(NamedCaches.nameOf(bean, CredentialSource.class), source));
        return sources;
    }

    /** Where each is and how its login stands. Holds no secret. */
    Map<String, Object> report() {
        Map<String, RedisSettings> settings = new TreeMap<>();
        beans.getBeansOfType(RedisSettings.class)
                .forEach((bean, of) -> settings.put(NamedCaches.nameOf(bean, RedisSettings.class), of));
        Map<String, Object> report = new LinkedHashMap<>();
        all().forEach((name, source) -> report.put(name, report(source.status(), settings.get(name))));
        return report;
    }

    private static Map<String, Object> report(AuthStatus status, @Nullable RedisSettings settings) {
        Map<String, Object> report = new LinkedHashMap<>();
        if (settings != null) {
            report.put("host", settings.host());
            report.put("port", settings.port());
            report.put("topology", settings.topology().name().toLowerCase(Locale.ROOT));
        }
        put(report, "mode", status.inUse());
        put(report, "principal", status.principal());
        put(report, "state", status.state());
        put(report, "expiresAt", status.expiresAt());
        put(report, "nextRenewal", status.nextRenewal());
        report.put("counters", counters(status.counters()));
        put(report, "lastFailure", status.lastFailure());
        put(report, "loginRefusal", status.loginRefusal());
        return report;
    }

    private static Map<String, Object> counters(AuthStatus.Counters counters) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("requests", counters.requests());
        report.put("renewals", counters.renewals());
        report.put("failures", counters.failures());
        report.put("reauthentications", counters.reauthentications());
        report.put("reauthenticationFailures", counters.reauthenticationFailures());
        report.put("refusedLogins", counters.refusedLogins());
        report.put("reauthenticationsStalled", counters.reauthenticationsStalled());
        report.put("connectionsDied", counters.connectionsDied());
        return report;
    }

    /**
     * What a health indicator says.
     *
     * @param status as Spring writes it
     * @param details for each source
     */
    record SourceHealth(String status, Map<String, Object> details) {}

    /** Up for as long as each source has a credential that serves. */
    SourceHealth health() {
        String worst = "UP";
        Map<String, Object> details = new LinkedHashMap<>();
        for (Map.Entry<String, CredentialSource> each : all().entrySet()) {
            AuthStatus status = each.getValue().status();
            worst = switch (status.state()) {
                case FRESH, AT_RISK -> worst;
                case WAITING -> worst.equals("UP") ? "UNKNOWN" : worst;
                case EXPIRED, CLOSED -> "DOWN";
            };
            details.put(each.getKey(), details(status));
        }
        return new SourceHealth(worst, details);
    }

    private Map<String, Object> details(AuthStatus status) {
        Map<String, Object> details = new LinkedHashMap<>();
        put(details, "state", status.state());
        put(details, "mode", status.inUse());
        put(details, "principal", status.principal());
        Instant expiry = status.expiresAt();
        if (expiry != null) {
            details.put(
                    "secondsToExpiry",
                    Math.max(0, Duration.between(clock.instant(), expiry).toSeconds()));
        }
        put(details, "lastFailure", status.lastFailure());
        put(details, "loginRefusal", status.loginRefusal());
        return details;
    }

    private static void put(Map<String, Object> map, String name, @Nullable Object value) {
        if (value != null) {
            map.put(name, value.toString());
        }
    }
}
