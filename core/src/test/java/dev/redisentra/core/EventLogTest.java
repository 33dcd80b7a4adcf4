package dev.redisentra.core;

import java.time.Duration;
import java.time.Instant;

import dev.redisentra.core.auth.AccessKeyStrategy;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException.Kind;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What someone who reads the log sees of each event. */
class EventLogTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.4Z");
    private static final RedisCredential KEY = new AccessKeyStrategy(Secret.of("s3cret")).obtain();
    private static final RedisCredential TOKEN =
            new RedisCredential("an-oid", Secret.of("s3cret"), CredentialKind.ENTRA, NOON.plusSeconds(3600));

    private final LogLines lines = new LogLines();
    private Instant now = NOON;
    private final EventLog log = new EventLog(() -> now, lines);

    @Test
    void tellsOfANewToken() {
        assertLine(
                new AuthEvent.Renewed(TOKEN, Duration.ofMillis(320), NOON.plusSeconds(3305)),
                "INFO entra for principal an-oid is current and expires in 3600 s, at 2026-01-01T13:00:00Z; next renewal"
                        + " in 3305 s, at 2026-01-01T12:55:05Z (took 320 ms)");
    }

    @Test
    void tellsOfAKey() {
        assertLine(
                new AuthEvent.Renewed(KEY, Duration.ZERO, null),
                "INFO access-key for principal default is current and never expires (took 0 ms)");
        assertLine(
                new AuthEvent.Renewed(KEY, Duration.ZERO, NOON),
                "INFO access-key for principal default is current and never expires (took 0 ms)");
    }

    @Test
    void warnsOfWhatMayPass() {
        assertLine(
                new AuthEvent.RenewalFailed(Life.failure(Kind.TIMED_OUT), Duration.ZERO, NOON.plusSeconds(4)),
                "WARN It failed. Fix it. Next attempt in 4 s, at 2026-01-01T12:00:04Z.");
        assertLine(
                new AuthEvent.AtRisk(TOKEN),
                "WARN The credential expires at 2026-01-01T13:00:00.400Z and there is no newer one yet");
        assertLine(
                new AuthEvent.FellBack(KEY, Life.failure(Kind.TIMED_OUT)),
                "WARN Falling back to the access-key until there is a token again. It failed. Fix it.");
        assertLine(
                new AuthEvent.FellBack(KEY, null),
                "WARN Falling back to the access-key until there is a token again. ");
    }

    @Test
    void callsAnExpiryAnError() {
        assertLine(
                new AuthEvent.Expired(TOKEN),
                "ERROR The credential expired at 2026-01-01T13:00:00.400Z and there is no newer one: Redis closes the"
                        + " connections that carry it");
    }

    @Test
    void tellsOfConnections() {
        Throwable refusal = new IllegalStateException("WRONGPASS");
        assertLine(
                new AuthEvent.LoginRefused("jedis", KEY, refusal),
                "WARN Redis refused the login of a connection of jedis with the access-key: " + refusal);
        assertLine(
                new AuthEvent.ReauthenticationFailed("jedis", refusal),
                "WARN A connection of jedis could not be re-authenticated and keeps the credential it has: " + refusal);
        assertLine(new AuthEvent.Reauthenticated("jedis"), "DEBUG A connection of jedis was re-authenticated");
    }

    @Test
    void namesTheEndpointAndTheConnection() {
        assertLine(
                new AuthEvent.ConnectionDied(
                        new AuthEvent.Connection("jedis", "orders.example:10000", 7), "nothing was answered any more"),
                "WARN A connection of jedis to orders.example:10000 (#7) was closed: nothing was answered any more");
    }

    @Test
    void tellsOfAThousandConnectionsInTwoLines() {
        refuse(1, 1_000);
        assertThat(lines.told)
                .containsExactly(
                        "WARN Redis refused the login of a connection of jedis to orders.example:10000 (#1) with"
                                + " the entra: java.lang.IllegalStateException: WRONGPASS");

        lines.told.clear();
        later(59);
        assertThat(lines.told).isEmpty();
        later(1);
        assertThat(lines.told)
                .containsExactly("WARN Refused logins: 999 more since 2026-01-01T12:00:00Z, of jedis to"
                        + " orders.example:10000 (#2), jedis to orders.example:10000 (#3), jedis to orders.example:10000"
                        + " (#4), jedis to orders.example:10000 (#5), jedis to orders.example:10000 (#6), …");
    }

    @Test
    void goesOnCountingForAsLongAsItLasts() {
        refuse(1, 2);
        later(60);
        lines.told.clear();

        refuse(3, 4);
        assertThat(lines.told).isEmpty();
        later(60);
        assertThat(lines.told)
                .containsExactly("WARN Refused logins: 2 more since 2026-01-01T12:01:00Z, of jedis to"
                        + " orders.example:10000 (#3), jedis to orders.example:10000 (#4)");

        lines.told.clear();
        later(60);
        assertThat(lines.told).isEmpty();
        refuse(5, 5);
        assertThat(lines.told).as("at once, as it had ceased").hasSize(1);
    }

    /** Where the clock is not looked at in between, as on a machine that slept. */
    @Test
    void writesWhatIsDueBeforeWhatComesNext() {
        refuse(1, 2);
        lines.told.clear();
        now = now.plusSeconds(60);

        log.on(new AuthEvent.ConnectionDied("jedis", "why"));

        assertThat(lines.told)
                .containsExactly(
                        "WARN Refused logins: 1 more since 2026-01-01T12:00:00Z, of jedis to orders.example:10000 (#2)",
                        "WARN A connection of jedis was closed: why");
    }

    @Test
    void countsEachKindForItself() {
        refuse(1, 1);
        log.on(new AuthEvent.ConnectionDied("jedis", "why"));
        log.on(new AuthEvent.ReauthenticationStalled("jedis", "why"));
        log.on(new AuthEvent.ReauthenticationFailed("jedis", new IllegalStateException("why")));

        assertThat(lines.told).hasSize(4);
    }

    @Test
    void writesWhatItHasCountedAtTheEnd() {
        refuse(1, 3);
        lines.told.clear();

        log.on(new AuthEvent.Closed());

        assertThat(lines.told).singleElement().asString().startsWith("WARN Refused logins: 2 more since");
    }

    private void refuse(int first, int last) {
        for (int number = first; number <= last; number++) {
            log.on(new AuthEvent.LoginRefused(
                    new AuthEvent.Connection("jedis", "orders.example:10000", number),
                    TOKEN,
                    new IllegalStateException("WRONGPASS")));
        }
    }

    private void later(int seconds) {
        now = now.plusSeconds(seconds);
        log.lookAtTheClock();
    }

    private void assertLine(AuthEvent event, String line) {
        lines.told.clear();
        log.on(event);
        assertThat(lines.told).containsExactly(line).noneMatch(told -> told.contains("s3cret"));
    }
}
