package dev.redisentra.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthException.Kind;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.redisentra.core.Life.DAY;
import static dev.redisentra.core.Life.HOUR;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

/** When the source asks for a credential, and when it does not. */
class AskingTest {
    @Test
    void asksAtOnceWhenItIsOpened() {
        assertThat(Life.begun().requests.latest().at()).isZero();
    }

    @Test
    void asksForNoSecondCredentialWhileOneIsUnderWay() {
        Life life = Life.begun();

        life.time.pass(ofMillis(9_999));

        assertThat(life.requests.count()).isOne();
        assertThat(life.requests.latest().isOpen()).isTrue();
    }

    @Test
    void countsARequestAsFailedAtItsDeadlineAndAsksAgain() {
        Life life = Life.begun();
        ScriptedRequests.Asked slow = life.requests.latest();

        life.time.pass(ofSeconds(10));

        assertThat(slow.isAbandoned()).isFalse();
        assertThat(life.told(AuthEvent.RenewalFailed.class))
                .singleElement()
                .satisfies(failed -> assertThat(failed.cause().kind()).isEqualTo(Kind.TIMED_OUT));
        assertThat(life.untilNextRequest()).isEqualTo(ofSeconds(1));
    }

    @Test
    void takesAGoodAnswerAlthoughItIsLate() {
        Life life = Life.begun();
        ScriptedRequests.Asked slow = life.requests.latest();
        life.time.pass(ofSeconds(11));
        ScriptedRequests.Asked next = life.requests.latest();
        RedisCredential token = life.tokenFor(HOUR);

        slow.answer(token);

        assertThat(life.source.current()).isEqualTo(token);
        assertThat(life.told(AuthEvent.Renewed.class))
                .singleElement()
                .satisfies(renewed -> assertThat(renewed.took()).isEqualTo(ofSeconds(11)));
        assertThat(next.isAbandoned()).as("of no use any more").isTrue();
        assertThat(life.untilNextRequest()).isEqualTo(HOUR.minusSeconds(295));
    }

    /** Nothing newer yet, says one that is in time: the one before, which is late, will say no more than that. */
    @Test
    void givesUpALateRequestWhenTheNextGivesTheSameToken() {
        Life life = Life.begun();
        RedisCredential token = life.tokenFor(Life.HOUR);
        life.requests.latest().answer(token);
        life.untilNextRequest();
        ScriptedRequests.Asked slow = life.requests.latest();
        life.untilNextRequest();
        assertThat(slow.isAbandoned()).isFalse();

        life.requests.latest().answer(token);

        assertThat(slow.isAbandoned()).isTrue();
    }

    @Test
    void renewsThoughEachAnswerIsLate() {
        Life life = Life.begun();
        for (int renewals = 1; renewals <= 20; renewals++) {
            ScriptedRequests.Asked slow = life.requests.latest();
            life.time.pass(ofMillis(10_500));
            slow.answer(life.tokenFor(HOUR));
            assertThat(life.told(AuthEvent.Renewed.class)).hasSize(renewals);
            life.untilNextRequest();
        }
    }

    @Test
    void leavesAnAnswerAloneThatIsLateAndOfNoUse() {
        Life life = Life.withTokenFor(HOUR);
        RedisCredential token = life.source.current();
        life.untilNextRequest();
        List<ScriptedRequests.Asked> slow = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            slow.add(life.requests.latest());
            life.untilNextRequest();
        }
        ScriptedRequests.Asked inTime = life.requests.latest();
        Instant next = life.source.status().nextRenewal();
        int told = life.told.size();

        slow.get(0).fail(Life.failure(Kind.IDENTITY_REFUSED));
        slow.get(1).answer(life.tokenFor(Duration.ZERO));
        slow.get(2).answer(token);

        assertThat(life.told).hasSize(told);
        assertThat(life.source.status().nextRenewal()).isEqualTo(next);
        assertThat(inTime.isOpen()).isTrue();
    }

    @Test
    void leavesNoMoreThanFourUnderWayAndAbandonsTheOldest() {
        Life life = Life.begun();
        List<ScriptedRequests.Asked> silent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            silent.add(life.requests.latest());
            life.untilNextRequest();
            assertThat(silent.stream().filter(ScriptedRequests.Asked::isOpen).count())
                    .isLessThanOrEqualTo(3);
        }

        assertThat(silent.get(9).isOpen()).isTrue();
        assertThat(silent.get(6).isAbandoned()).isTrue();
        silent.get(6).answer(life.tokenFor(HOUR));
        assertThat(life.told(AuthEvent.Renewed.class)).as("it was given up").isEmpty();
    }

    @Test
    void keepsToTheDeadlineOfItsPolicy() {
        Life life = Life.on(new RenewalPolicy() {
            @Override
            public Duration requestDeadline() {
                return ofMinutes(2);
            }
        });

        life.time.pass(ofMillis(119_999));
        assertThat(life.told(AuthEvent.RenewalFailed.class)).isEmpty();
        life.time.pass(ofMillis(1));
        assertThat(life.told(AuthEvent.RenewalFailed.class)).hasSize(1);
    }

    @Test
    void countsARequestsTimeFromItsOwnStart() {
        Life life = Life.begun();
        life.requests.latest().fail(Life.failure(Kind.IDENTITY_UNAVAILABLE));
        life.untilNextRequest();

        life.time.pass(ofMillis(9_999));
        assertThat(life.told(AuthEvent.RenewalFailed.class)).hasSize(1);
        life.time.pass(ofMillis(1));
        assertThat(life.told(AuthEvent.RenewalFailed.class)).hasSize(2);
    }

    @Test
    void asksForAnHoursTokenAgainJustAfterAzureIdentityLetsGoOfIt() {
        assertThat(Life.withTokenFor(HOUR).untilNextRequest()).isEqualTo(HOUR.minusSeconds(295));
    }

    @Test
    void asksForADaysTokenAgainAtHalfLife() {
        assertThat(Life.withTokenFor(DAY).untilNextRequest()).isEqualTo(Duration.ofHours(12));
    }

    @Test
    void saysWhenItWillAskNext() {
        Life life = Life.withTokenFor(HOUR);
        Instant announced = life.source.status().nextRenewal();

        life.untilNextRequest();

        assertThat(announced).isEqualTo(life.time.wallClock());
        assertThat(life.told(AuthEvent.Renewed.class).get(0).nextRenewal()).isEqualTo(announced);
    }

    @Test
    void doublesThePauseAfterEachFailureUpToTheCapAndNeverGivesUp() {
        Life life = Life.begun();
        List<Long> pauses = new ArrayList<>();

        for (int failure = 0; failure < 40; failure++) {
            life.requests.latest().fail(Life.failure(Kind.IDENTITY_UNAVAILABLE));
            pauses.add(life.untilNextRequest().toSeconds());
        }

        assertThat(pauses.subList(0, 7)).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        assertThat(pauses.subList(7, 40).stream().collect(Collectors.toSet())).containsExactly(30L);
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "CLOSED", mode = EnumSource.Mode.EXCLUDE)
    void asksAgainWhateverTheFailureIs(Kind kind) {
        Life life = Life.begun();

        life.requests.latest().fail(Life.failure(kind));

        assertThat(life.untilNextRequest()).isEqualTo(ofSeconds(1));
    }

    @Test
    void forgetsEarlierFailuresAtASuccess() {
        Life life = Life.begun();
        for (int failure = 0; failure < 5; failure++) {
            life.requests.latest().fail(Life.failure(Kind.IDENTITY_UNAVAILABLE));
            life.untilNextRequest();
        }
        life.requests.latest().answer(life.tokenFor(HOUR));
        assertThat(life.source.status().lastFailure()).isNull();

        life.untilNextRequest();
        life.requests.latest().fail(Life.failure(Kind.IDENTITY_UNAVAILABLE));

        assertThat(life.untilNextRequest()).isEqualTo(ofSeconds(1));
    }

    @Test
    void asksMoreOftenThanTheCapWhereLittleIsLeft() {
        Life life = Life.withTokenFor(ofSeconds(60));
        List<Duration> pauses = new ArrayList<>();

        life.untilNextRequest();
        while (pauses.size() < 5) {
            life.requests.latest().fail(Life.failure(Kind.IDENTITY_UNAVAILABLE));
            pauses.add(life.untilNextRequest());
        }

        assertThat(pauses).allSatisfy(pause -> assertThat(pause).isLessThanOrEqualTo(ofSeconds(3)));
    }

    @Test
    void asksForAnUnchangedTokenAgainAfterATenthOfWhatIsLeft() {
        Life life = Life.begun();
        RedisCredential token = life.tokenFor(HOUR);
        life.requests.latest().answer(token);
        life.untilNextRequest();

        life.requests.latest().answer(token);

        assertThat(life.told(AuthEvent.Renewed.class)).hasSize(1);
        assertThat(life.told(AuthEvent.RenewalFailed.class)).isEmpty();
        assertThat(life.untilNextRequest()).isEqualTo(ofMillis(29_500));
    }

    @Test
    void asksAnUnchangingIdentityAboutThirtyTimesInTheLastFiveMinutes() {
        Life life = Life.begun();
        RedisCredential token = life.tokenFor(HOUR);
        life.requests.latest().answer(token);

        while (life.untilNextRequest().compareTo(HOUR) < 0
                && life.time.wallClock().isBefore(token.expiresAt())) {
            life.requests.latest().answer(token);
        }

        assertThat(life.requests.count()).isBetween(30, 45);
    }

    @Test
    void asksNoMoreOnceItHasACredentialThatNeverExpires() {
        Life life = Life.begun();

        life.requests
                .latest()
                .answer(new RedisCredential("default", Secret.of("key"), CredentialKind.ACCESS_KEY, null));
        life.time.pass(DAY);

        assertThat(life.requests.count()).isOne();
        assertThat(life.source.status().nextRenewal()).isNull();
    }

    @Test
    void canServeATokenThatExpiresAtTheEndOfTime() {
        Life life = Life.begun();
        RedisCredential token = life.tokenUntil(Instant.MAX);

        life.requests.latest().answer(token);
        life.time.pass(DAY);

        assertThat(life.source.current()).isEqualTo(token);
        assertThat(life.requests.count()).isOne();
    }

    @Test
    void outlivesRequestsThatCannotEvenStart() {
        Life life = Life.withTokenFor(HOUR);
        life.requests.refuse(new OutOfMemoryError("unable to create native thread"));
        life.time.pass(HOUR.minusSeconds(295));
        assertThat(life.told(AuthEvent.RenewalFailed.class)).hasSize(1);
        assertThat(life.time.waiting()).as("nothing waits for what never began").isOne();
        life.time.pass(ofSeconds(95));
        assertThat(life.told(AuthEvent.RenewalFailed.class)).hasSizeBetween(5, 12);

        life.requests.refuse(null);
        life.untilNextRequest();
        life.requests.latest().answer(life.tokenFor(HOUR));

        assertThat(life.told(AuthEvent.Renewed.class)).hasSize(2);
    }

    @Test
    void passesOnAFailureThatExplainsItselfAndExplainsAnyOther() {
        AuthException known = Life.failure(Kind.NO_IDENTITY);
        Life life = Life.begun();
        life.requests.latest().fail(known);
        life.untilNextRequest();
        StackOverflowError unknown = new StackOverflowError("deep");
        life.requests.latest().fail(unknown);

        List<AuthEvent.RenewalFailed> told = life.told(AuthEvent.RenewalFailed.class);
        assertThat(told.get(0).cause()).isSameAs(known);
        assertThat(told.get(1).cause().kind()).isEqualTo(Kind.IDENTITY_UNAVAILABLE);
        assertThat(told.get(1).cause()).hasCause(unknown);
        assertThat(life.source.status().counters().failures()).isEqualTo(2);
    }

    @Test
    void looksAroundOnceInHalfAMinuteAndNoMoreWhileNothingHappens() {
        Life life = Life.withTokenFor(DAY);
        long before = life.time.tasks();

        life.time.pass(ofMinutes(60));

        assertThat(life.time.tasks() - before).isEqualTo(120);
        assertThat(life.time.waiting()).isOne();
    }
}
