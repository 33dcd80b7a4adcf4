package dev.redisentra.core;

import java.time.Duration;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthException.Kind;
import dev.redisentra.core.auth.AuthStatus.State;
import dev.redisentra.core.auth.RedisCredential;
import org.junit.jupiter.api.Test;

import static dev.redisentra.core.Life.DAY;
import static dev.redisentra.core.Life.HOUR;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Clocks that jump, and machines that sleep. */
class ClockTest {
    /** Timers stand still while a machine sleeps, so this is how long it may take to notice. */
    private static final Duration HEARTBEAT = ofSeconds(30);

    @Test
    void renewsSoonAfterAMachineHasSleptThroughAnExpiry() {
        Life life = Life.withTokenFor(HOUR);

        life.time.setClock(HOUR.multipliedBy(8));
        life.time.pass(HEARTBEAT);

        assertThat(life.told(AuthEvent.Expired.class)).hasSize(1);
        assertThatThrownBy(life.source::current).hasMessageContaining("expired at");
        assertThat(life.requests.count()).isEqualTo(2);
        RedisCredential token = life.tokenFor(HOUR);
        life.requests.latest().answer(token);
        assertThat(life.source.current()).isEqualTo(token);
    }

    @Test
    void renewsSoonAfterTheClockIsSetForwardPastTheMoment() {
        Life life = Life.withTokenFor(HOUR);

        life.time.setClock(HOUR.minusSeconds(200));
        life.time.pass(HEARTBEAT);

        assertThat(life.requests.count()).isEqualTo(2);
        assertThat(life.state()).isEqualTo(State.AT_RISK);
    }

    @Test
    void renewsOnTimeAlthoughTheClockIsSetBack() {
        Life life = Life.withTokenFor(HOUR);

        life.time.pass(ofSeconds(100));
        life.time.setClock(DAY.negated());

        assertThat(life.untilNextRequest()).isEqualTo(HOUR.minusSeconds(295 + 100));
    }

    @Test
    void takesBackAnAlarmWhenTheClockIsSetBack() {
        Life life = Life.withTokenFor(HOUR);
        life.time.setClock(HOUR.minusSeconds(100));
        life.time.pass(HEARTBEAT);
        assertThat(life.state()).isEqualTo(State.AT_RISK);

        life.time.setClock(HOUR.negated());
        life.time.pass(HEARTBEAT);

        assertThat(life.state()).isEqualTo(State.FRESH);
    }

    @Test
    void servesATokenAgainThatTheClockHadDeclaredExpired() {
        Life life = Life.withTokenFor(DAY);
        RedisCredential token = life.source.current();
        life.time.setClock(DAY.multipliedBy(2));
        life.time.pass(HEARTBEAT);
        assertThat(life.state()).isEqualTo(State.EXPIRED);
        life.requests.latest().answer(token);

        life.time.setClock(DAY.multipliedBy(2).negated());
        life.untilNextRequest();
        life.requests.latest().answer(token);

        assertThat(life.source.current()).isEqualTo(token);
        assertThat(life.state()).isEqualTo(State.FRESH);
    }

    @Test
    void asksNoSoonerThanTheSmallestIntervalHoweverTheClockJumps() {
        Life life = Life.withTokenFor(HOUR);
        life.untilNextRequest();
        life.requests.latest().fail(Life.failure(Kind.IDENTITY_UNAVAILABLE));

        life.time.setClock(HOUR);
        assertThat(life.untilNextRequest()).isEqualTo(ofSeconds(1));
    }

    /** Timers stand still while a machine sleeps, and the renewal may be held up: whoever asks looks for himself. */
    @Test
    void tellsThatItHasExpiredThoughTheRenewalHasNotComeBy() {
        Life life = Life.withTokenFor(HOUR);
        RedisCredential token = life.source.current();
        life.time.setClock(HOUR);

        assertThat(life.state()).isEqualTo(State.EXPIRED);
        assertThat(life.source.status().inUse()).isNull();
        int served = 0;
        while (isServed(life, token)) {
            served++;
            assertThat(served).isLessThan(8);
        }
        for (int readings = 0; readings < 20; readings++) {
            assertThat(isServed(life, token)).isFalse();
        }
    }

    @Test
    void looksAtTheClockAtEachReadingInTheLastMinute() {
        Life life = Life.withTokenFor(HOUR);
        life.time.pass(HOUR.minusSeconds(60));
        RedisCredential token = life.source.current();
        assertThat(isServed(life, token)).isTrue();

        life.time.setClock(ofSeconds(60));

        assertThat(isServed(life, token)).isFalse();
    }

    @Test
    void saysThatItIsAtRiskThoughTheRenewalHasNotComeBy() {
        Life life = Life.withTokenFor(HOUR);

        life.time.setClock(HOUR.minusSeconds(180));

        assertThat(life.state()).isEqualTo(State.AT_RISK);
    }

    private static boolean isServed(Life life, RedisCredential token) {
        try {
            return life.source.current().equals(token);
        } catch (AuthException none) {
            return false;
        }
    }

    @Test
    void keepsToTheDeadlineOfARequestHoweverTheClockJumps() {
        Life life = Life.begun();

        life.time.setClock(DAY);
        life.time.pass(ofSeconds(9));
        life.time.setClock(DAY.multipliedBy(2).negated());

        assertThat(life.told(AuthEvent.RenewalFailed.class)).isEmpty();
        life.time.pass(ofSeconds(1));
        assertThat(life.told(AuthEvent.RenewalFailed.class)).hasSize(1);
    }
}
