package dev.redisentra.core;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

import dev.redisentra.core.auth.AccessKeyStrategy;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthException.Kind;
import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.AuthStatus.State;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.redisentra.core.Life.HOUR;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Entra, then access key: when the key is used, and how the way back is found. */
class FallbackTest {
    private static final RedisCredential KEY = new AccessKeyStrategy(Secret.of("key")).obtain();
    private static final RedisCredential OTHER_KEY = new AccessKeyStrategy(Secret.of("other")).obtain();
    private static final Fallback AFTER_5_S = new Fallback(new AccessKeyStrategy(Secret.of("key")), ofSeconds(5));

    @Test
    void usesTheKeyAtTheStartWhenTheGraceIsOver() {
        Life life = Life.begun(AFTER_5_S);
        AuthException outage = Life.failure(Kind.IDENTITY_UNAVAILABLE);
        life.requests.latest().fail(outage);

        life.time.pass(ofSeconds(5).minusNanos(1));
        assertThat(life.state()).isEqualTo(State.WAITING);
        life.time.pass(Duration.ofNanos(1));

        assertThat(life.source.current()).isEqualTo(KEY);
        assertThat(life.told(AuthEvent.FellBack.class)).containsExactly(new AuthEvent.FellBack(KEY, outage));
        assertThat(life.told(AuthEvent.Renewed.class)).hasSize(1);
        assertThat(life.source.status().configured()).isEqualTo(AuthMode.ENTRA_THEN_ACCESS_KEY);
        assertThat(life.source.status().inUse()).isEqualTo(CredentialKind.ACCESS_KEY);
    }

    @Test
    void usesTheKeyAlsoWhereNobodyAnswersAtAll() {
        Life life = Life.begun(AFTER_5_S);

        life.time.pass(ofSeconds(6));

        assertThat(life.source.current()).isEqualTo(KEY);
    }

    @Test
    void hasNoUseForTheKeyWhileTokensCome() {
        Life life = Life.withTokenFor(HOUR, AFTER_5_S);

        for (int renewals = 0; renewals < 50; renewals++) {
            life.untilNextRequest();
            life.requests.latest().answer(life.tokenFor(HOUR));
        }

        assertThat(life.told(AuthEvent.FellBack.class)).isEmpty();
        assertThat(life.source.status().inUse()).isEqualTo(CredentialKind.ENTRA);
    }

    @Test
    void changesToTheKeyBeforeTheLastTokenExpires() {
        Life life = Life.withTokenFor(HOUR, AFTER_5_S);
        failEachRequestFor(life, HOUR.minusSeconds(180 - 6));

        assertThat(life.source.current()).isEqualTo(KEY);
        assertThat(life.told(AuthEvent.Expired.class)).isEmpty();
    }

    @Test
    void changesInTimeEvenWhereTheTokenLivesForSeconds() {
        Life life = Life.withTokenFor(ofSeconds(8), AFTER_5_S);
        failEachRequestFor(life, ofSeconds(8).minusMillis(900));

        assertThat(life.source.current()).isEqualTo(KEY);
        assertThat(life.told(AuthEvent.Expired.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 12, 20})
    void changesInTimeEvenWhereAShortTokensRequestHangsOnUntilItsEnd(int seconds) {
        Life life = Life.withTokenFor(ofSeconds(seconds), AFTER_5_S);
        life.untilNextRequest();

        life.time.pass(ofSeconds(seconds).dividedBy(2).minusMillis(100));

        assertThat(life.source.current()).isEqualTo(KEY);
        assertThat(life.told(AuthEvent.FellBack.class)).hasSize(1);
        assertThat(life.told(AuthEvent.Expired.class)).isEmpty();
    }

    @Test
    void givesARequestItsTimeWhereTheTokenIsAtRisk() {
        Life life = Life.withTokenFor(HOUR, AFTER_5_S);
        RedisCredential token = life.source.current();
        while (life.state() != State.AT_RISK) {
            life.untilNextRequest();
            life.requests.latest().answer(token);
        }

        life.untilNextRequest();
        life.time.pass(ofSeconds(4));
        assertThat(life.source.current()).isEqualTo(token);
        life.time.pass(ofSeconds(2));
        assertThat(life.source.current()).isEqualTo(KEY);
    }

    @Test
    void staysWithATokenThatIsAtRiskWhileEntraAnswersWithNothingNewer() {
        Life life = Life.withTokenFor(HOUR, AFTER_5_S);
        RedisCredential token = life.source.current();

        while (life.time.wallClock().plusSeconds(20).isBefore(Objects.requireNonNull(token.expiresAt()))) {
            life.untilNextRequest();
            life.requests.latest().answer(token);
        }
        assertThat(life.state()).isEqualTo(State.AT_RISK);
        assertThat(life.told(AuthEvent.FellBack.class)).isEmpty();

        life.time.pass(ofSeconds(20));
        assertThat(life.source.current()).isEqualTo(KEY);
    }

    @Test
    void changesAfterAMachineSleptThroughAnExpiry() {
        Life life = Life.withTokenFor(HOUR, AFTER_5_S);
        life.time.setClock(HOUR.multipliedBy(2));
        failEachRequestFor(life, ofSeconds(36));

        assertThat(life.source.current()).isEqualTo(KEY);
    }

    @Test
    void goesBackToEntraWhenItAnswers() {
        Life life = Life.begun(AFTER_5_S);
        failEachRequestFor(life, Duration.ofDays(1));
        assertThat(life.source.current()).isEqualTo(KEY);

        assertThat(life.untilNextRequest()).isLessThanOrEqualTo(ofSeconds(31));
        RedisCredential token = life.tokenFor(HOUR);
        life.requests.latest().answer(token);

        assertThat(life.source.current()).isEqualTo(token);
        assertThat(life.source.status().inUse()).isEqualTo(CredentialKind.ENTRA);
        assertThat(life.told(AuthEvent.FellBack.class)).hasSize(1);
    }

    /** Else the same token would be taken in turn with the key, until it expires. */
    @ParameterizedTest
    @ValueSource(ints = {172, 35, 1})
    void staysWithTheKeyWhereTheTokenComesBackThatItReplaced(int secondsLeft) {
        Life life = Life.withTokenFor(HOUR, AFTER_5_S);
        RedisCredential token = life.source.current();
        failEachRequestFor(life, HOUR.minusSeconds(174));
        assertThat(life.source.current()).isEqualTo(KEY);

        while (left(life, token).toSeconds() > secondsLeft) {
            life.time.pass(Duration.ofMillis(100));
            answerAnyWith(life, token);
        }
        while (left(life, token).compareTo(Duration.ofMillis(100)) > 0) {
            life.time.pass(Duration.ofMillis(100));
            answerAnyWith(life, token);
            assertThat(life.source.current()).isEqualTo(KEY);
        }

        assertThat(life.told(AuthEvent.FellBack.class)).hasSize(1);
        assertThat(life.told(AuthEvent.Expired.class)).isEmpty();
    }

    @Test
    void staysWithTheKeyWhereTheNextTokenIsAboutToExpire() {
        Life life = Life.withTokenFor(HOUR, AFTER_5_S);
        RedisCredential token = life.source.current();
        failEachRequestFor(life, HOUR.minusSeconds(174));

        RedisCredential hardlyLater =
                life.tokenUntil(Objects.requireNonNull(token.expiresAt()).plusSeconds(5));
        life.untilNextRequest();
        life.requests.latest().answer(hardlyLater);
        assertThat(life.source.current()).isEqualTo(KEY);

        life.untilNextRequest();
        RedisCredential worthIt = life.tokenFor(HOUR);
        life.requests.latest().answer(worthIt);
        assertThat(life.source.current()).isEqualTo(worthIt);
    }

    /** By a clock that is far ahead, a token expires that does not; then it is set back, and the key would serve for hours. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesBackToATokenThatOnlyAWrongClockHadExpire(boolean isTheSame) {
        Life life = Life.withTokenFor(HOUR, AFTER_5_S);
        RedisCredential last = life.source.current();
        life.time.setClock(HOUR.multipliedBy(2));
        failEachRequestFor(life, ofSeconds(36));
        assertThat(life.source.current()).isEqualTo(KEY);

        life.time.setClock(HOUR.multipliedBy(-2));
        life.untilNextRequest();
        RedisCredential token = isTheSame
                ? last
                : life.tokenUntil(Objects.requireNonNull(last.expiresAt()).minusSeconds(60));
        life.requests.latest().answer(token);

        assertThat(life.source.current()).isEqualTo(token);
        assertThat(life.told(AuthEvent.FellBack.class)).hasSize(1);
    }

    private static Duration left(Life life, RedisCredential token) {
        return Duration.between(life.time.wallClock(), token.expiresAt());
    }

    private static void answerAnyWith(Life life, RedisCredential token) {
        if (life.requests.latest().isOpen()) {
            life.requests.latest().answer(token);
        }
    }

    @Test
    void expectsNoFallbackAnyMoreWhereTheClockTakesTheAlarmBack() {
        Life life = Life.withTokenFor(HOUR, new Fallback(new AccessKeyStrategy(Secret.of("key")), ofSeconds(60)));
        failEachRequestFor(life, HOUR.minusSeconds(180 - 6));
        assertThat(life.state()).isEqualTo(State.AT_RISK);

        life.time.setClock(Duration.ofMinutes(-30));
        failEachRequestFor(life, Duration.ofMinutes(10));

        assertThat(life.state()).isEqualTo(State.FRESH);
        assertThat(life.told(AuthEvent.FellBack.class)).isEmpty();
    }

    @Test
    void neverFallsBackAtTheStartWhereTheGraceHasNoEnd() {
        Fallback never = new Fallback(new AccessKeyStrategy(Secret.of("key")), ChronoUnit.FOREVER.getDuration());
        Life life = Life.begun(never);

        failEachRequestFor(life, Duration.ofMinutes(10));
        assertThat(life.state()).isEqualTo(State.WAITING);

        life.untilNextRequest();
        RedisCredential token = life.tokenFor(HOUR);
        life.requests.latest().answer(token);
        assertThat(life.source.current()).isEqualTo(token);
    }

    @Test
    void waitsNoLongerThanHalfOfTheRiskMarginHoweverLongTheGrace() {
        Life life = Life.withTokenFor(HOUR, new Fallback(new AccessKeyStrategy(Secret.of("key")), Duration.ofHours(1)));
        failEachRequestFor(life, HOUR.minusSeconds(91));
        assertThat(life.source.status().inUse()).isEqualTo(CredentialKind.ENTRA);

        failEachRequestFor(life, ofSeconds(2));

        assertThat(life.source.current()).isEqualTo(KEY);
    }

    @ParameterizedTest
    @EnumSource(names = {"WRONG_AUDIENCE", "NO_OBJECT_ID", "WRONG_PRINCIPAL"})
    void showsAMistakeInsteadOfBridgingIt(Kind mistake) {
        Life life = Life.begun(AFTER_5_S);
        life.requests.latest().fail(Life.failure(mistake));

        life.time.pass(ofSeconds(5).plusMillis(500));

        assertThatThrownBy(() -> life.source.await(ofSeconds(1))).isInstanceOf(AuthException.class);
        assertThat(life.told(AuthEvent.FellBack.class)).isEmpty();
    }

    @Test
    void changesToTheOtherKeyWhereTheFirstIsRefused() {
        Life life = Life.begun(new Fallback(new AccessKeyStrategy(Secret.of("key"), Secret.of("other")), ofSeconds(5)));
        failEachRequestFor(life, ofSeconds(6));

        for (int connections = 0; connections < 10; connections++) {
            life.source.report(new AuthEvent.LoginRefused("a client", KEY, new IllegalStateException("WRONGPASS")));
        }
        life.time.pass(ofSeconds(1).minusNanos(1));
        assertThat(life.source.current()).isEqualTo(KEY);
        life.time.pass(Duration.ofNanos(1));

        assertThat(life.source.current()).isEqualTo(OTHER_KEY);
        assertThat(life.source.status().counters().refusedLogins()).isEqualTo(10);
        assertThat(life.told(AuthEvent.Renewed.class)).hasSize(2);
    }

    @Test
    void looksNoMoreThanBeforeWhereTheOnlyKeyIsRefused() {
        Life life = Life.begun(AFTER_5_S);
        failEachRequestFor(life, ofSeconds(6));
        long waiting = life.time.waiting();

        life.source.report(new AuthEvent.LoginRefused("a client", KEY, new IllegalStateException("WRONGPASS")));
        life.time.settle();

        assertThat(life.time.waiting()).isEqualTo(waiting);
        assertThat(life.source.current()).isEqualTo(KEY);
    }

    private static void failEachRequestFor(Life life, Duration time) {
        for (long second = 0; second < time.toMillis(); second += 100) {
            if (life.requests.latest().isOpen()) {
                life.requests.latest().fail(Life.failure(Kind.IDENTITY_UNAVAILABLE));
            }
            life.time.pass(Duration.ofMillis(100));
        }
    }
}
