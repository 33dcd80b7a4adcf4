package dev.redisentra.core.renewal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthListener;
import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CarriedCredentialTest {
    private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");

    private final Throwable refusal = new IllegalStateException("WRONGPASS");
    private final RedisCredential first = credential("first", Duration.ofHours(1));
    private final RedisCredential second = credential("second", Duration.ofHours(2));
    private final Source source = new Source();
    private Instant now = START;
    private final CarriedCredential carried = new CarriedCredential("client", source, () -> now);

    @Test
    void nothingIsDueBeforeTheNextRenewal() {
        carried.logsIn();
        assertThat(carried.due()).isNull();

        source.current = second;
        assertThat(carried.due()).isEqualTo(second);
    }

    @Test
    void whatIsAcceptedIsCarriedAndTold() {
        carried.logsIn();
        source.current = second;
        carried.accepted(second);

        assertThat(carried.due()).isNull();
        assertThat(source.told).containsExactly(new AuthEvent.Reauthenticated("client"));
    }

    @Test
    void whatIsRefusedStaysDueUntilWhatIsCarriedExpires() {
        carried.logsIn();
        source.current = second;

        assertThat(carried.refused(refusal)).isBetween(Duration.ofMillis(125), Duration.ofSeconds(30));
        assertThat(carried.due()).isEqualTo(second);
        now = START.plus(Duration.ofHours(1));
        assertThat(carried.refused(refusal)).isNull();
        assertThat(source.told)
                .containsExactly(
                        new AuthEvent.ReauthenticationFailed("client", refusal),
                        new AuthEvent.ReauthenticationFailed("client", refusal));
    }

    @Test
    void aSourceWithoutACredentialHasNothingDue() {
        carried.logsInWith(first);
        source.current = null;

        assertThat(carried.due()).isNull();
        assertThat(carried.newest()).isNull();
    }

    @Test
    void aRefusedLoginIsToldWithItsCredential() {
        carried.loginRefused(refusal);
        assertThat(source.told).as("it had none to log in with").isEmpty();

        carried.logsInWith(first);
        carried.loginRefused(refusal);
        assertThat(source.told).containsExactly(new AuthEvent.LoginRefused("client", first, refusal));
    }

    @Test
    void itIsTimedByWhatIsCarried() {
        carried.logsInWith(first);
        assertThat(carried.spread()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
        assertThat(carried.stretch()).isEqualTo(Duration.ofSeconds(30));

        now = START.plus(Duration.ofHours(1)).minusSeconds(2);
        assertThat(carried.spread()).isLessThanOrEqualTo(Duration.ofMillis(200));
        assertThat(carried.stretch()).isEqualTo(Duration.ofMillis(200));
    }

    private static RedisCredential credential(String password, Duration life) {
        return new RedisCredential("user", Secret.of(password), AuthMode.ENTRA, START.plus(life));
    }

    private final class Source implements CredentialSource {
        private @Nullable RedisCredential current = first;
        private final List<AuthEvent> told = new ArrayList<>();

        @Override
        public RedisCredential current() {
            if (current == null) {
                throw new AuthException(AuthException.Kind.TIMED_OUT, "Nothing came.", "Wait.", null);
            }
            return current;
        }

        @Override
        public RedisCredential await(Duration deadline) {
            return current();
        }

        @Override
        public Registration listen(AuthListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void report(AuthEvent.OfConnection event) {
            told.add(event);
        }

        @Override
        public AuthStatus status() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
