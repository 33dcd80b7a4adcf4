package dev.redisentra.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException.Kind;
import dev.redisentra.core.auth.AuthStatus.State;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static dev.redisentra.core.Life.HOUR;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the source does with an answer, what it serves meanwhile, and whom it tells. */
class PublishingTest {
    @Test
    void waitsForTheFirstCredential() {
        Life life = Life.begun();

        assertThat(life.state()).isEqualTo(State.WAITING);
        assertThatThrownBy(life.source::current).hasMessageContaining("has not been answered yet");
    }

    @Test
    void publishesFirstAndTellsThen() {
        Life life = Life.begun();
        List<RedisCredential> servedWhenTold = new ArrayList<>();
        life.source.listen(event -> servedWhenTold.add(life.source.current()));
        life.time.pass(ofSeconds(2));
        RedisCredential token = life.tokenFor(HOUR);

        life.requests.latest().answer(token);

        assertThat(servedWhenTold).containsExactly(token);
        Instant next = life.time.wallClock().plus(HOUR).minusSeconds(295);
        assertThat(life.told).containsExactly(new AuthEvent.Renewed(token, ofSeconds(2), next));
        assertThat(life.state()).isEqualTo(State.FRESH);
        assertThat(life.source.status().principal()).isEqualTo(Life.PRINCIPAL);
    }

    @Test
    void servesTheOldCredentialUntilANewerOneComes() {
        Life life = Life.withTokenFor(HOUR);
        RedisCredential old = life.source.current();

        life.untilNextRequest();
        life.requests.latest().fail(Life.failure(Kind.IDENTITY_UNAVAILABLE));
        assertThat(life.source.current()).isEqualTo(old);
        assertThat(life.state()).isEqualTo(State.FRESH);

        life.untilNextRequest();
        RedisCredential newer = life.tokenFor(HOUR);
        life.requests.latest().answer(newer);
        assertThat(life.source.current()).isEqualTo(newer);
    }

    @Test
    void warnsOnceThreeMinutesBeforeAnHoursTokenExpires() {
        Life life = Life.withTokenFor(HOUR);
        RedisCredential token = life.source.current();

        life.time.pass(HOUR.minusSeconds(180).minusNanos(1));
        assertThat(life.state()).isEqualTo(State.FRESH);
        life.time.pass(Duration.ofNanos(1));
        assertThat(life.state()).isEqualTo(State.AT_RISK);
        life.time.pass(ofSeconds(179));

        assertThat(life.told(AuthEvent.AtRisk.class)).containsExactly(new AuthEvent.AtRisk(token));
        assertThat(life.source.current()).isEqualTo(token);
    }

    /** As azure-identity's cache hands it out: what was left at publishing says nothing of what is left to try in. */
    @Test
    void warnsThreeMinutesBeforeTheRestOfALongLivedTokenExpires() {
        Life life = Life.withTokenFor(Duration.ofMinutes(5));

        life.time.pass(ofSeconds(119));
        assertThat(life.state()).isEqualTo(State.FRESH);
        life.time.pass(ofSeconds(1));

        assertThat(life.state()).isEqualTo(State.AT_RISK);
        assertThat(life.told(AuthEvent.AtRisk.class)).hasSize(1);
    }

    @Test
    void stopsServingACredentialTheMomentItExpires() {
        Life life = Life.withTokenFor(HOUR);
        RedisCredential token = life.source.current();

        life.time.pass(HOUR.minusNanos(1));
        assertThat(life.source.current()).isEqualTo(token);
        life.time.pass(Duration.ofNanos(1));

        assertThatThrownBy(life.source::current).hasMessageContaining("did not answer within 10 s");
        assertThat(life.state()).isEqualTo(State.EXPIRED);
        assertThat(life.told(AuthEvent.Expired.class)).containsExactly(new AuthEvent.Expired(token));
        assertThat(life.source.status().expiresAt()).isEqualTo(token.expiresAt());
    }

    @Test
    void saysThatItExpiredWhereNoRequestHasFailed() {
        Life life = Life.withTokenFor(HOUR);

        life.time.setClock(HOUR);
        life.time.pass(ofSeconds(30));

        assertThatThrownBy(life.source::current).hasMessageContaining("expired at 2026-01-01T01:00:00Z");
    }

    @Test
    void isFreshAgainWhenItTellsOfTheNewCredential() {
        Life life = Life.withTokenFor(HOUR);
        life.untilNextRequest();
        life.time.pass(ofSeconds(150));
        List<State> states = new ArrayList<>();
        life.source.listen(event -> states.add(life.state()));

        life.untilNextRequest();
        life.requests.latest().answer(life.tokenFor(HOUR));

        assertThat(states).endsWith(State.FRESH);
        assertThat(life.told(AuthEvent.AtRisk.class)).hasSize(1);
    }

    @Test
    void comesBackAfterAnExpiry() {
        Life life = Life.withTokenFor(HOUR);
        life.time.pass(HOUR.multipliedBy(5));

        life.untilNextRequest();
        RedisCredential token = life.tokenFor(HOUR);
        life.requests.latest().answer(token);

        assertThat(life.source.current()).isEqualTo(token);
        assertThat(life.state()).isEqualTo(State.FRESH);
        assertThat(life.told(AuthEvent.Expired.class)).hasSize(1);
    }

    @Test
    void refusesATokenThatHasExpiredAlready() {
        Life life = Life.begun();

        life.requests.latest().answer(life.tokenFor(Duration.ZERO));

        assertFailed(life, Kind.EXPIRED_TOKEN);
        assertThatThrownBy(life.source::current).hasMessageContaining("had expired at 2026-01-01T00:00:00Z");
        assertThat(life.untilNextRequest()).isEqualTo(ofSeconds(1));
    }

    @Test
    void keepsTheTokenThatLivesLonger() {
        Life life = Life.withTokenFor(HOUR);
        RedisCredential longer = life.source.current();

        life.untilNextRequest();
        life.requests.latest().answer(life.tokenFor(ofSeconds(200)));

        assertThat(life.source.current()).isEqualTo(longer);
        assertThat(life.told(AuthEvent.RenewalFailed.class)).isEmpty();
    }

    @Test
    void refusesAnotherPrincipalsToken() {
        Life life = Life.withTokenFor(HOUR);
        RedisCredential ours = life.source.current();

        life.untilNextRequest();
        life.requests.latest().answer(strangersToken(life));

        assertFailed(life, Kind.WRONG_PRINCIPAL);
        assertThat(life.source.current()).isEqualTo(ours);
    }

    @Test
    void refusesAnotherPrincipalsTokenEvenWhenItsOwnHasExpired() {
        Life life = Life.withTokenFor(HOUR);
        life.time.pass(HOUR.multipliedBy(2));

        life.untilNextRequest();
        life.requests.latest().answer(strangersToken(life));

        assertThatThrownBy(life.source::current)
                .hasMessageContaining("a-stranger")
                .hasMessageContaining(Life.PRINCIPAL);
        assertThat(life.state()).isEqualTo(State.EXPIRED);
    }

    @Test
    void takesAKeyInPlaceOfATokenAndATokenInPlaceOfAKey() {
        Life life = Life.withTokenFor(ofSeconds(60));
        RedisCredential key = new RedisCredential("default", Secret.of("key"), CredentialKind.ACCESS_KEY, null);
        life.untilNextRequest();

        life.requests.latest().answer(key);

        assertThat(life.source.current()).isEqualTo(key);
        assertThat(life.source.status().inUse()).isEqualTo(CredentialKind.ACCESS_KEY);
    }

    @Test
    void keepsOneListenersFailureFromTheOthersAndFromRenewal() {
        for (Throwable failure : List.of(new IllegalStateException(), new StackOverflowError(), new Exception())) {
            Life life = Life.begun();
            life.source.listen(event -> throwUnchecked(failure));
            List<AuthEvent> toldAfterwards = new ArrayList<>();
            life.source.listen(toldAfterwards::add);

            life.requests.latest().answer(life.tokenFor(HOUR));

            assertThat(toldAfterwards).isEqualTo(life.told).hasSize(1);
            assertThat(life.untilNextRequest()).isEqualTo(HOUR.minusSeconds(295));
        }
    }

    @Test
    void tellsAListenerNothingOnceItHasLeft() {
        Life life = Life.begun();
        List<AuthEvent> told = new ArrayList<>();
        CredentialSource.Registration once = life.source.listen(told::add);
        CredentialSource.Registration twice = life.source.listen(told::add);

        once.close();
        once.close();
        life.requests.latest().answer(life.tokenFor(HOUR));
        assertThat(told).hasSize(1);

        twice.close();
        life.time.pass(HOUR);
        assertThat(told).hasSize(1);
    }

    @Test
    void tellsNoListenerThatAnotherHasJustDismissed() {
        Life life = Life.begun();
        List<CredentialSource.Registration> later = new ArrayList<>();
        List<AuthEvent> told = new ArrayList<>();
        life.source.listen(event -> later.forEach(CredentialSource.Registration::close));
        later.add(life.source.listen(told::add));

        life.requests.latest().answer(life.tokenFor(HOUR));

        assertThat(told).isEmpty();
    }

    @Test
    void countsWhatAdaptersReportAndPassesItOn() {
        Life life = Life.begun();
        AuthEvent.OfConnection good = new AuthEvent.Reauthenticated("lettuce");
        AuthEvent.OfConnection bad = new AuthEvent.ReauthenticationFailed("jedis", new IllegalStateException());

        life.source.report(good);
        life.source.report(bad);
        life.source.report(good);

        assertThat(life.told).containsExactly(good, bad, good);
        assertThat(life.source.status().counters().reauthentications()).isEqualTo(2);
        assertThat(life.source.status().counters().reauthenticationFailures()).isEqualTo(1);
    }

    @Test
    void countsRequestsRenewalsAndFailures() {
        Life life = Life.withTokenFor(HOUR);
        life.untilNextRequest();
        life.requests.latest().fail(Life.failure(Kind.IDENTITY_UNAVAILABLE));
        life.untilNextRequest();
        life.requests.latest().answer(life.source.current());

        assertThat(life.source.status().counters().requests()).isEqualTo(3);
        assertThat(life.source.status().counters().renewals()).isEqualTo(1);
        assertThat(life.source.status().counters().failures()).isEqualTo(1);
    }

    @Test
    void showsNoSecretInStatusEventsOrFailures() {
        Life life = Life.withTokenFor(HOUR);
        life.untilNextRequest();
        life.requests.latest().answer(strangersToken(life));
        life.time.pass(HOUR);

        assertThat(life.told).hasSizeGreaterThan(3);
        assertThat(life.told.toString()).contains("***").doesNotContain("token-");
        assertThat(life.source.status().toString()).doesNotContain("token-");
        ThrowingCallable current = life.source::current;
        assertThatThrownBy(current).message().doesNotContain("token-");
    }

    private static RedisCredential strangersToken(Life life) {
        return Life.credential("a-stranger", 99, life.time.wallClock().plus(HOUR));
    }

    private static void assertFailed(Life life, Kind kind) {
        assertThat(life.told(AuthEvent.RenewalFailed.class))
                .last()
                .satisfies(failed -> assertThat(failed.cause().kind()).isEqualTo(kind));
    }

    /** As code that knows no checked exceptions does, Kotlin's for one. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void throwUnchecked(Throwable failure) throws T {
        throw (T) failure;
    }
}
