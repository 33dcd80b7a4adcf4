package dev.redisentra.core;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthListener;
import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line for each event that someone who reads the log should see, whether or not anyone listens. */
final class EventLog implements AuthListener {
    private final Supplier<Instant> clock;
    private final Logger log;
    private final ConnectionWarnings warnings;

    EventLog(Supplier<Instant> clock) {
        this(clock, LoggerFactory.getLogger("dev.redisentra.auth"));
    }

    EventLog(Supplier<Instant> clock, Logger log) {
        this.clock = clock;
        this.log = log;
        this.warnings = new ConnectionWarnings(log);
    }

    void lookAtTheClock() {
        warnings.writeWhatIsDue(clock.get());
    }

    @Override
    public void on(AuthEvent event) {
        if (event instanceof AuthEvent.Renewed renewed) {
            RedisCredential credential = renewed.credential();
            log.atInfo()
                    .addArgument(credential.kind())
                    .addArgument(credential.username())
                    .addArgument(() -> lifeOf(credential, renewed.nextRenewal()))
                    .addArgument(renewed.took().toMillis())
                    .log("{} for principal {} is current and {} (took {} ms)");
        } else if (event instanceof AuthEvent.RenewalFailed failed) {
            log.atWarn()
                    .addArgument(failed.cause().getMessage())
                    .addArgument(() -> when(failed.nextAttempt()))
                    .log("{} Next attempt {}.");
        } else if (event instanceof AuthEvent.AtRisk risk) {
            log.warn(
                    "The credential expires at {} and there is no newer one yet",
                    risk.credential().expiresAt());
        } else if (event instanceof AuthEvent.Expired expired) {
            log.error(
                    "The credential expired at {} and there is no newer one: Redis closes the connections that carry it",
                    expired.credential().expiresAt());
        } else if (event instanceof AuthEvent.FellBack fellBack) {
            log.warn(
                    "Falling back to the {} until there is a token again. {}",
                    fellBack.credential().kind(),
                    fellBack.cause() == null ? "" : fellBack.cause().getMessage());
        } else if (event instanceof AuthEvent.Reauthenticated done) {
            log.debug("A connection of {} was re-authenticated", done.connection());
        } else if (event instanceof AuthEvent.OfConnection trouble) {
            warn(trouble);
        } else if (event instanceof AuthEvent.Closed) {
            warnings.writeAll(clock.get());
        }
    }

    private void warn(AuthEvent.OfConnection trouble) {
        if (!warnings.isFirst(kind(trouble), trouble.connection(), clock.get())) {
            return;
        }
        if (trouble instanceof AuthEvent.LoginRefused refused) {
            log.warn(
                    "Redis refused the login of a connection of {} with the {}: {}",
                    refused.connection(),
                    refused.credential().kind(),
                    refused.cause().toString());
        } else if (trouble instanceof AuthEvent.ReauthenticationFailed failed) {
            log.warn(
                    "A connection of {} could not be re-authenticated and keeps the credential it has: {}",
                    failed.connection(),
                    failed.cause().toString());
        } else if (trouble instanceof AuthEvent.ReauthenticationStalled stalled) {
            log.warn(
                    "A connection of {} cannot be re-authenticated, and Redis closes it when its credential expires: {}",
                    stalled.connection(),
                    stalled.reason());
        } else if (trouble instanceof AuthEvent.ConnectionDied died) {
            log.warn("A connection of {} was closed: {}", died.connection(), died.reason());
        }
    }

    private static String kind(AuthEvent.OfConnection trouble) {
        if (trouble instanceof AuthEvent.LoginRefused) {
            return "Refused logins";
        } else if (trouble instanceof AuthEvent.ReauthenticationFailed) {
            return "Connections that could not be re-authenticated";
        } else if (trouble instanceof AuthEvent.ReauthenticationStalled) {
            return "Connections that cannot be re-authenticated";
        }
        return "Closed connections";
    }

    private String lifeOf(RedisCredential credential, @Nullable Instant nextRenewal) {
        Instant expiry = credential.expiresAt();
        return expiry == null || nextRenewal == null
                ? "never expires"
                : "expires %s; next renewal %s".formatted(when(expiry), when(nextRenewal));
    }

    private String when(Instant moment) {
        return "in %d s, at %s"
                .formatted(Duration.between(clock.get(), moment).toSeconds(), moment.truncatedTo(ChronoUnit.SECONDS));
    }
}
