package dev.redisentra.core;

import java.time.Duration;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException.Kind;
import dev.redisentra.core.auth.AuthStatus.State;
import dev.redisentra.core.auth.RedisCredential;
import org.junit.jupiter.api.Test;

import static dev.redisentra.core.Life.HOUR;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

/** The server lets nobody in with the token that is served. */
class RefusedLoginTest {
    private final Life life = Life.withTokenFor(HOUR);
    private final RedisCredential token = life.source.current();

    @Test
    void asksOnceAndNoMoreOftenThanTheBackOffCapHoweverManyAreRefused() {
        for (int connections = 0; connections < 100; connections++) {
            refuse(token);
        }
        assertThat(life.untilNextRequest()).isEqualTo(ofSeconds(1));
        life.requests.latest().answer(token);

        for (int second = 1; second < 10 * 60; second++) {
            refuse(token);
            life.time.pass(ofSeconds(1));
            if (life.requests.latest().isOpen()) {
                life.requests.latest().answer(token);
            }
        }

        assertThat(life.requests.count()).isBetween(2 + 18, 2 + 20);
    }

    @Test
    void takesAnyOtherTokenThen() {
        refuse(token);
        life.untilNextRequest();
        RedisCredential shorter = life.tokenFor(HOUR.dividedBy(2));

        life.requests.latest().answer(shorter);

        assertThat(life.source.current()).isEqualTo(shorter);
        assertThat(life.source.status().loginRefusal()).isNull();
    }

    @Test
    void keepsTheRefusalInTheStatusUntilThereIsAnother() {
        refuse(token);
        life.untilNextRequest();
        life.requests.latest().answer(token);

        assertThat(life.source.current()).isEqualTo(token);
        assertThat(life.state()).isEqualTo(State.FRESH);
        assertThat(life.source.status().lastFailure()).isNull();
        assertThat(life.source.status().loginRefusal()).contains("WRONGPASS", Life.PRINCIPAL);

        life.time.pass(Duration.ofMinutes(5));
        assertThat(life.source.status().loginRefusal()).contains("WRONGPASS");
    }

    @Test
    void hearsOfARefusedAuthToo() {
        life.source.report(new AuthEvent.ReauthenticationFailed(
                new AuthEvent.Connection("a client"), token, new IllegalStateException("WRONGPASS")));

        assertThat(life.untilNextRequest()).isEqualTo(ofSeconds(1));
        assertThat(life.source.status().loginRefusal()).contains("WRONGPASS");
    }

    @Test
    void isNotConcernedWhereAFormerTokenIsRefused() {
        life.untilNextRequest();
        life.requests.latest().answer(life.tokenFor(HOUR));

        refuse(token);

        assertThat(life.source.status().loginRefusal()).isNull();
        assertThat(life.untilNextRequest()).isEqualTo(HOUR.minusSeconds(295));
    }

    @Test
    void neverTakesAStrangersTokenForIt() {
        refuse(token);
        life.untilNextRequest();

        life.requests
                .latest()
                .answer(Life.credential("a-stranger", 99, life.time.wallClock().plus(HOUR)));

        assertThat(life.source.current()).isEqualTo(token);
        assertThat(life.told(AuthEvent.RenewalFailed.class))
                .singleElement()
                .satisfies(failed -> assertThat(failed.cause().kind()).isEqualTo(Kind.WRONG_PRINCIPAL));
    }

    private void refuse(RedisCredential credential) {
        life.source.report(new AuthEvent.LoginRefused("a client", credential, new IllegalStateException("WRONGPASS")));
        life.time.settle();
    }
}
