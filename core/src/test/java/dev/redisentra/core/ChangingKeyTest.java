package dev.redisentra.core;

import java.time.Duration;
import java.util.Objects;

import dev.redisentra.core.auth.AccessKeyStrategy;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException.Kind;
import dev.redisentra.core.auth.AuthStatus.State;
import dev.redisentra.core.auth.AuthStrategy;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

/** Access keys that change while the source is open. */
class ChangingKeyTest {
    private @Nullable String primary = "one";
    private final AccessKeyStrategy keys = AccessKeyStrategy.of(() -> key(primary), () -> key("second"));

    private static Secret key(@Nullable String text) {
        if (text == null) {
            throw new IllegalStateException("not mounted");
        }
        return Secret.of(text);
    }

    @Test
    void publishesANewKeyWithinTheBackOffCap() {
        Life life = alone();
        primary = "two";

        assertThat(life.untilNextRequest()).isEqualTo(ofSeconds(30));
        life.requests.latest().ask();

        assertThat(life.source.current()).isEqualTo(credential("two"));
        assertThat(life.told(AuthEvent.Renewed.class)).hasSize(2);
    }

    @Test
    void tellsNobodyOfAKeyThatStays() {
        Life life = alone();

        for (int looks = 0; looks < 100; looks++) {
            assertThat(life.untilNextRequest()).isEqualTo(ofSeconds(30));
            life.requests.latest().ask();
        }

        assertThat(life.told).hasSize(1);
    }

    @Test
    void servesTheLastGoodKeyWhileThereIsNoneAndLooksAgain() {
        Life life = alone();
        primary = null;
        life.untilNextRequest();
        life.requests.latest().ask();

        assertThat(life.source.current()).isEqualTo(credential("one"));
        assertThat(life.state()).isEqualTo(State.FRESH);
        AuthEvent.RenewalFailed failed =
                life.told(AuthEvent.RenewalFailed.class).get(0);
        assertThat(failed.cause().kind()).isEqualTo(Kind.ACCESS_KEY_UNAVAILABLE);
        assertThat(failed.cause()).hasMessageContaining("not mounted");
        assertThat(failed.nextAttempt()).isEqualTo(life.time.wallClock().plusSeconds(1));

        primary = "two";
        assertThat(life.untilNextRequest()).isEqualTo(ofSeconds(1));
        life.requests.latest().ask();
        assertThat(life.source.current()).isEqualTo(credential("two"));
    }

    @Test
    void saysWhatIsSilent() {
        Life life = Life.on(keys);

        life.time.pass(ofSeconds(10));

        assertThat(life.told(AuthEvent.RenewalFailed.class).get(0).cause())
                .hasMessageStartingWith("The source of the access key did not answer within 10 s. Check the supplier");
    }

    @Test
    void looksAtOnceWhereTheServerRefusesTheKeyAndNoFasterThanTheSmallestInterval() {
        Life life = alone();
        for (int connections = 0; connections < 50; connections++) {
            refuse(life, credential("one"));
            life.time.pass(Duration.ofMillis(10));
        }

        assertThat(life.untilNextRequest()).isEqualTo(Duration.ofMillis(500));
        life.requests.latest().ask();
        assertThat(life.source.current()).isEqualTo(credential("second"));

        primary = "two";
        refuse(life, credential("second"));
        assertThat(life.untilNextRequest()).isEqualTo(ofSeconds(1));
        life.requests.latest().ask();
        assertThat(life.source.current()).isEqualTo(credential("two"));
        assertThat(life.requests.count()).isEqualTo(3);
    }

    @Test
    void findsTheSuccessorOfARefusedKeyWhateverTheOtherIs() {
        Life life = alone();
        primary = "two";

        refuse(life, credential("one"));
        assertThat(life.untilNextRequest()).isEqualTo(ofSeconds(1));
        life.requests.latest().ask();

        assertThat(life.source.current()).isEqualTo(credential("two"));
    }

    /** Strategies of adopters' own may say so each time, and each connection may be refused again and again. */
    @Test
    void looksThoughTheServerNeverCeasesToRefuse() {
        Life life = Life.on(new AuthStrategy() {
            @Override
            public CredentialKind kind() {
                return CredentialKind.ACCESS_KEY;
            }

            @Override
            public RedisCredential obtain() {
                return credential(Objects.requireNonNull(primary));
            }

            @Override
            public boolean refused(RedisCredential refused) {
                return true;
            }
        });
        life.requests.latest().ask();
        primary = "two";

        for (int connections = 0; connections < 15; connections++) {
            refuse(life, credential("one"));
            life.time.pass(Duration.ofMillis(100));
        }

        assertThat(life.requests.count()).isEqualTo(2);
        life.requests.latest().ask();
        assertThat(life.source.current()).isEqualTo(credential("two"));
    }

    @Test
    void fallsBackOnTheKeyAsItIsByThen() {
        Life life = Life.begun(new Fallback(keys, ofSeconds(5)));
        life.keyRequests.latest().ask();
        failEntra(life);
        primary = "two";
        life.untilNextRequest();
        life.keyRequests.latest().ask();
        failEntra(life);

        life.time.pass(ofSeconds(5));

        assertThat(life.source.current()).isEqualTo(credential("two"));
        assertThat(life.told(AuthEvent.FellBack.class)).hasSize(1);
    }

    @Test
    void fallsBackAsSoonAsThereIsAKey() {
        Life life = Life.begun(new Fallback(keys, ofSeconds(5)));
        failEntra(life);

        life.time.pass(ofSeconds(9));
        assertThat(life.state()).isEqualTo(State.WAITING);
        life.keyRequests.latest().ask();

        assertThat(life.source.current()).isEqualTo(credential("one"));
    }

    @Test
    void asksAgainForAKeyThatIsSilentAndTakesWhatComesFirst() {
        Life life = Life.begun(new Fallback(keys, ofSeconds(5)));

        life.time.pass(ofSeconds(12));

        assertThat(life.keyRequests.count()).isEqualTo(2);
        assertThat(life.told(AuthEvent.RenewalFailed.class))
                .extracting(failed -> failed.cause().kind())
                .containsExactly(Kind.TIMED_OUT, Kind.TIMED_OUT);
        life.keyRequests.latest().ask();
        assertThat(life.source.current()).isEqualTo(credential("one"));
    }

    @Test
    void changesTheKeyThatItFellBackOn() {
        Life life = Life.begun(new Fallback(keys, ofSeconds(5)));
        life.keyRequests.latest().ask();
        failEntra(life);
        life.time.pass(ofSeconds(6));
        assertThat(life.source.current()).isEqualTo(credential("one"));
        failEntra(life);

        primary = "two";
        life.untilNextRequest();
        life.keyRequests.latest().ask();

        assertThat(life.source.current()).isEqualTo(credential("two"));
        assertThat(life.told(AuthEvent.FellBack.class)).hasSize(1);
    }

    @Test
    void looksAtOnceWhereTheServerRefusesTheKeyThatItFellBackOn() {
        Life life = Life.begun(new Fallback(keys, ofSeconds(5)));
        life.keyRequests.latest().ask();
        failEntra(life);
        life.time.pass(ofSeconds(6));
        life.keyRequests.latest().ask();
        int looks = life.keyRequests.count();

        refuse(life, credential("one"));
        life.time.pass(ofSeconds(1));
        assertThat(life.keyRequests.count()).isEqualTo(looks + 1);
        life.keyRequests.latest().ask();

        assertThat(life.source.current()).isEqualTo(credential("second"));
    }

    @Test
    void leavesAFailedKeyToTheEventsWhileEntraAnswers() {
        primary = null;
        Life life = Life.begun(new Fallback(keys, ofSeconds(5)));
        RedisCredential token = life.tokenFor(Life.HOUR);
        life.requests.latest().answer(token);
        life.keyRequests.latest().ask();

        assertThat(life.source.current()).isEqualTo(token);
        assertThat(life.source.status().lastFailure()).isNull();
        assertThat(life.source.status().counters().failures()).isOne();
        assertThat(life.told(AuthEvent.RenewalFailed.class))
                .singleElement()
                .satisfies(failed -> assertThat(failed.nextAttempt())
                        .as("with the next request for a token")
                        .isEqualTo(life.source.status().nextRenewal()));
    }

    /** Which may block, although it says that its key never changes. */
    @Test
    void asksAStrategyOfSomeonesOwnOffTheSourcesThread() {
        Life life = Life.begun(new Fallback(new AuthStrategy() {
            @Override
            public CredentialKind kind() {
                return CredentialKind.ACCESS_KEY;
            }

            @Override
            public RedisCredential obtain() {
                return credential("own");
            }
        }));
        failEntra(life);
        life.time.pass(ofSeconds(6));
        assertThat(life.state()).isEqualTo(State.WAITING);

        life.keyRequests.latest().ask();

        assertThat(life.source.current()).isEqualTo(credential("own"));
    }

    @Test
    void abandonsTheKeyAtClosing() {
        Life life = Life.begun(new Fallback(keys, ofSeconds(5)));

        life.source.close();

        assertThat(life.keyRequests.latest().isAbandoned()).isTrue();
        assertThat(life.time.waiting()).isZero();
    }

    private Life alone() {
        Life life = Life.on(keys);
        life.requests.latest().ask();
        return life;
    }

    private static void failEntra(Life life) {
        life.requests.latest().fail(Life.failure(Kind.IDENTITY_UNAVAILABLE));
    }

    private static void refuse(Life life, RedisCredential key) {
        life.source.report(new AuthEvent.LoginRefused("a client", key, new IllegalStateException("WRONGPASS")));
    }

    private static RedisCredential credential(String key) {
        return new AccessKeyStrategy(Secret.of(key)).obtain();
    }
}
