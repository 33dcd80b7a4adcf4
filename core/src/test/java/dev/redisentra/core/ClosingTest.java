package dev.redisentra.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import dev.redisentra.core.auth.AccessKeyStrategy;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthException.Kind;
import dev.redisentra.core.auth.AuthStatus.State;
import dev.redisentra.core.auth.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.redisentra.core.Life.DAY;
import static dev.redisentra.core.Life.HOUR;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A closed source does nothing more, whatever it was doing. */
class ClosingTest {
    /** Where a source may stand when it is closed. */
    @SuppressWarnings("ImmutableEnumChecker") // the suppliers hold nothing
    enum Standing {
        FIRST_REQUEST_UNDER_WAY(Life::begun),
        BACKING_OFF(() -> {
            Life life = Life.begun();
            life.requests.latest().fail(Life.failure(Kind.IDENTITY_UNAVAILABLE));
            return life;
        }),
        FRESH(() -> Life.withTokenFor(HOUR)),
        RENEWING(() -> {
            Life life = Life.withTokenFor(HOUR);
            life.untilNextRequest();
            return life;
        }),
        AT_RISK(() -> {
            Life life = Life.withTokenFor(HOUR);
            life.time.pass(HOUR.minusSeconds(60));
            return life;
        }),
        EXPIRED(() -> {
            Life life = Life.withTokenFor(HOUR);
            life.time.pass(HOUR.multipliedBy(2));
            return life;
        });

        private final Supplier<Life> life;

        Standing(Supplier<Life> life) {
            this.life = life;
        }
    }

    @ParameterizedTest
    @EnumSource
    void doesNothingMoreFromWhereverItStood(Standing standing) {
        Life life = standing.life.get();
        int requests = life.requests.count();
        List<AuthEvent> told = new ArrayList<>(life.told);
        told.add(new AuthEvent.Closed());

        life.source.close();
        life.source.close();

        assertThat(life.time.waiting()).isZero();
        life.time.pass(DAY);
        assertThat(life.requests.count()).isEqualTo(requests);
        assertThat(life.requests.latest().isOpen()).isFalse();
        assertThat(life.told).isEqualTo(told);
        assertThat(life.state()).isEqualTo(State.CLOSED);
        assertThat(life.source.status().inUse()).isNull();
        assertThat(life.source.status().nextRenewal()).isNull();
        assertThatThrownBy(life.source::current)
                .isInstanceOfSatisfying(
                        AuthException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
    }

    @Test
    void ignoresAnAnswerThatComesAfterwards() {
        Life life = Life.begun();
        life.source.close();

        life.requests.latest().answer(life.tokenFor(HOUR));

        assertThat(life.told).containsExactly(new AuthEvent.Closed());
        assertThatThrownBy(life.source::current).isInstanceOf(AuthException.class);
    }

    @Test
    void abandonsTheRequestDuringWhoseStartItIsClosed() {
        VirtualTimeline time = new VirtualTimeline();
        RenewingCredentialSource[] source = new RenewingCredentialSource[1];
        AtomicBoolean abandoned = new AtomicBoolean();
        Requests closing = (call, answer) -> {
            source[0].close();
            return () -> abandoned.set(true);
        };
        source[0] = new RenewingCredentialSource(
                new AccessKeyStrategy(Secret.of("key")),
                RenewalPolicy.AZURE,
                null,
                time,
                closing,
                closing,
                Runnable::run,
                () -> 0);

        source[0].start();
        time.settle();

        assertThat(abandoned).isTrue();
        assertThat(time.waiting()).isZero();
    }

    @Test
    void canBeClosedByAListenerAndTellsTheNextOnesOfThatAlone() {
        Life life = Life.begun();
        life.source.listen(event -> life.source.close());
        List<AuthEvent> told = new ArrayList<>();
        life.source.listen(told::add);

        life.requests.latest().answer(life.tokenFor(HOUR));

        assertThat(told).containsExactly(new AuthEvent.Closed());
        assertThat(life.time.waiting()).isZero();
        assertThat(life.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void tellsWhoComesLaterThatItIsClosed() {
        Life life = Life.begun();
        life.source.close();
        List<AuthEvent> told = new ArrayList<>();
        life.source.listen(told::add);
        life.source.listenDirectly(told::add);

        assertThat(told).containsExactly(new AuthEvent.Closed(), new AuthEvent.Closed());
    }

    /** Wherever in the middle of an answer: each reading of the clock is another place. */
    @Test
    void publishesNothingWhileItIsBeingClosed() {
        for (int readings = 0; true; readings++) {
            Life life = Life.begun();
            int[] left = {readings};
            life.time.onReading(() -> {
                if (left[0]-- == 0) {
                    life.source.close();
                }
            });

            life.requests.latest().answer(life.tokenFor(HOUR));
            if (left[0] >= 0) {
                assertThat(readings).as("places to be closed at").isGreaterThan(3);
                return;
            }

            assertThat(life.state()).as("closed at reading %d", readings).isEqualTo(State.CLOSED);
            assertThat(life.told).endsWith(new AuthEvent.Closed());
            assertThatThrownBy(life.source::current).isInstanceOf(AuthException.class);
        }
    }

    @Test
    void tellsNobodyOfConnectionsThatLiveOn() {
        Life life = Life.begun();
        life.source.close();
        life.told.clear();

        life.source.report(new AuthEvent.Reauthenticated("redisson"));
        life.time.pass(ofSeconds(60));

        assertThat(life.told).isEmpty();
    }
}
