package dev.redisentra.core.renewal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each event that someone who reads the log should see, whether or not anyone listens. */
final class EventLog implements AuthListener {
    private static final Logger log = LoggerFactory.getLogger("dev.redisentra.auth");

    private final Supplier<Instant> clock;

    EventLog(Supplier<Instant> clock) {
        this.clock = clock;
    }

    @Override
    public void on(AuthEvent event) {
        if (event instanceof AuthEvent.Renewed renewed) {
            log.atInfo()
                    .addArgument(renewed.credential().mode())
                    .addArgument(renewed.credential().username())
                    .addArgument(() -> when(renewed.credential().expiresAt()))
                    .addArgument(() -> when(renewed.nextRenewal()))
                    .addArgument(renewed.took().toMillis())
                    .log("{} for principal {} is current: expires {}, next renewal {} (took {} ms)");
        } else if (event instanceof AuthEvent.RenewalFailed failed) {
            log.atWarn()
                    .addArgument(failed.cause().getMessage())
                    .addArgument(() -> when(failed.nextAttempt()))
                    .log("{} Next attempt {}.");
        } else if (event instanceof AuthEvent.AtRisk risk) {
            log.atWarn()
                    .addArgument(() -> when(risk.credential().expiresAt()))
                    .log("The credential expires {} and there is no newer one yet");
        } else if (event instanceof AuthEvent.Expired expired) {
            log.error(
                    "The credential expired at {} and there is no newer one: Redis closes the connections that carry it",
                    expired.credential().expiresAt());
        } else if (event instanceof AuthEvent.ReauthenticationFailed failed) {
            log.warn(
                    "A connection of {} could not be re-authenticated and keeps the credential it has: {}",
                    failed.client(),
                    failed.cause().toString());
        } else if (event instanceof AuthEvent.Reauthenticated done) {
            log.debug("A connection of {} was re-authenticated", done.client());
        }
    }

    private String when(@Nullable Instant moment) {
        return moment == null
                ? "never"
                : "in %d s, at %s"
                        .formatted(
                                Duration.between(clock.get(), moment).toSeconds(),
                                moment.truncatedTo(ChronoUnit.SECONDS));
    }
}
