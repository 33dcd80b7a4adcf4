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
        } else if (event instanceof AuthEvent.OfConnection of) {
            warn(of);
        } else if (event instanceof AuthEvent.Closed) {
            warnings.writeAll(clock.get());
        }
    }

    private void warn(AuthEvent.OfConnection event) {
        Trouble trouble = Trouble.of(event);
        if (trouble != null && warnings.isFirst(trouble.kind(), event.connection(), clock.get())) {
            log.warn(trouble.line().formatted(event.connection(), trouble.reason()));
        }
    }

    /**
     * What is wrong with a connection.
     *
     * @param kind what such are called where many of them share a line
     * @param line what is said of the first, with places for the connection and the reason
     */
    private record Trouble(String kind, String line, Object reason) {
        /** Null for what is none, and for kinds that an adapter of someone's own has made up. */
        static @Nullable Trouble of(AuthEvent.OfConnection event) {
            if (event instanceof AuthEvent.LoginRefused refused) {
                return new Trouble(
                        "Refused logins",
                        "Redis refused the login of a connection of %s with the "
                                + refused.credential().kind() + ": %s",
                        refused.cause());
            } else if (event instanceof AuthEvent.ReauthenticationFailed failed) {
                return new Trouble(
                        "Connections that could not be re-authenticated",
                        "A connection of %s could not be re-authenticated and keeps the credential it has: %s",
                        failed.cause());
            } else if (event instanceof AuthEvent.ReauthenticationStalled stalled) {
                return new Trouble(
                        "Connections that cannot be re-authenticated",
                        "A connection of %s cannot be re-authenticated, and Redis closes it when its credential expires: %s",
                        stalled.reason());
            } else if (event instanceof AuthEvent.ConnectionDied died) {
                return new Trouble("Closed connections", "A connection of %s was closed: %s", died.reason());
            }
            return null;
        }
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
