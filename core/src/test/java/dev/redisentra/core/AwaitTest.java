package dev.redisentra.core;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthException.Kind;
import dev.redisentra.core.auth.RedisCredential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.redisentra.core.Life.HOUR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** What a caller sees that waits for a credential. Real threads, and no real time: nobody here waits it out. */
@Timeout(60)
class AwaitTest {
    private static final Duration LONG = Duration.ofDays(1);

    @Test
    void returnsTheCurrentCredentialAtOnce() {
        Life life = Life.withTokenFor(HOUR);

        assertThat(life.source.await(Duration.ZERO)).isEqualTo(life.source.current());
    }

    @Test
    void returnsTheFirstCredentialWhenItComes() throws Exception {
        Life life = Life.begun();
        Waiter waiter = new Waiter(life, LONG);
        RedisCredential token = life.tokenFor(HOUR);

        life.requests.latest().answer(token);

        assertThat(waiter.outcome()).isEqualTo(token);
        assertThat(life.source.await(LONG)).as("to the next one who asks").isEqualTo(token);
    }

    /** NO_IDENTITY is what a virtual machine has whose IMDS comes up seconds later. */
    @ParameterizedTest
    @EnumSource(names = {"IDENTITY_UNAVAILABLE", "NO_IDENTITY", "TIMED_OUT", "EXPIRED_TOKEN"})
    void waitsOnThroughAFailureThatMayPass(Kind kind) throws Exception {
        Life life = Life.begun();
        Waiter waiter = new Waiter(life, LONG);
        life.requests.latest().fail(Life.failure(kind));
        waiter.waitUntilItWaits();

        life.untilNextRequest();
        RedisCredential token = life.tokenFor(HOUR);
        life.requests.latest().answer(token);

        assertThat(waiter.outcome()).isEqualTo(token);
    }

    @Test
    void returnsTheNextCredentialWhereTheLastHasExpired() throws Exception {
        Life life = Life.withTokenFor(HOUR);
        life.time.pass(HOUR.multipliedBy(2));
        Waiter waiter = new Waiter(life, LONG);

        life.untilNextRequest();
        RedisCredential token = life.tokenFor(HOUR);
        life.requests.latest().answer(token);

        assertThat(waiter.outcome()).isEqualTo(token);
    }

    @Test
    void returnsNoExpiredCredentialThoughNobodyHasNoticedYet() throws Exception {
        Life life = Life.withTokenFor(HOUR);
        life.time.setClock(HOUR);

        assertThatThrownBy(() -> life.source.await(Duration.ZERO))
                .isInstanceOf(AuthException.class)
                .hasMessageContaining("The last one expired at");

        Waiter waiter = new Waiter(life, LONG);
        life.time.pass(Duration.ofSeconds(30));
        RedisCredential token = life.tokenFor(HOUR);
        life.requests.latest().answer(token);
        assertThat(waiter.outcome()).isEqualTo(token);
    }

    @Test
    void waitsAsLongAsThePolicySaysUnlessItIsTold() {
        Life life = Life.on(new RenewalPolicy() {
            @Override
            public Duration firstCredential() {
                return Duration.ofMillis(3);
            }
        });

        assertThatThrownBy(life.source::await).hasMessageContaining("after 0.003 s");
    }

    @Test
    void endsEarlyAtAFailureThatWillNotPass() throws Exception {
        Life life = Life.begun();
        Waiter waiter = new Waiter(life, LONG);

        AuthException reason = Life.failure(Kind.IDENTITY_REFUSED);
        life.requests.latest().fail(reason);

        assertThat(waiter.outcome()).asInstanceOf(type(AuthException.class)).satisfies(failure -> {
            assertThat(failure.kind()).isEqualTo(Kind.IDENTITY_REFUSED);
            assertThat(failure).hasMessageContainingAll("It failed.", "Fix it.").hasCause(reason);
        });
    }

    @Test
    void returnsTheGoodCredentialAtHandWhateverTheLatestFailure() {
        Life life = Life.withTokenFor(HOUR);
        life.untilNextRequest();
        life.requests.latest().fail(Life.failure(Kind.IDENTITY_REFUSED));

        assertThat(life.source.await(Duration.ZERO)).isEqualTo(life.source.current());
    }

    @Test
    void endsAtItsDeadlineWithTheReason() {
        Life life = Life.begun();
        assertThatThrownBy(() -> life.source.await(Duration.ofMillis(1)))
                .isInstanceOf(AuthException.class)
                .hasMessageContainingAll("after 0.001 s", "has not been answered yet");

        life.requests.latest().fail(Life.failure(Kind.IDENTITY_UNAVAILABLE));
        assertThatThrownBy(() -> life.source.await(Duration.ZERO))
                .isInstanceOf(AuthException.class)
                .hasMessageContainingAll("after 0 s", "It failed.");
    }

    @Test
    void endsWhenTheSourceIsClosed() throws Exception {
        Life life = Life.begun();
        Waiter waiter = new Waiter(life, LONG);

        life.source.close();

        assertThat(waiter.outcome())
                .asInstanceOf(type(AuthException.class))
                .extracting(AuthException::kind)
                .isEqualTo(Kind.CLOSED);
    }

    @Test
    void endsWhenItsThreadIsInterruptedWhichStaysNoted() throws Exception {
        Life life = Life.begun();
        Waiter waiter = new Waiter(life, LONG);

        waiter.thread.interrupt();

        assertThat(waiter.outcome()).asInstanceOf(type(AuthException.class)).satisfies(failure -> {
            assertThat(failure.kind()).isEqualTo(Kind.INTERRUPTED);
            assertThat(failure.mayPass())
                    .as("a loop that asks again would spin")
                    .isFalse();
        });
        assertThat(waiter.interrupted.get()).isTrue();
    }

    @Test
    void canWaitForAsLongAsAnyoneCanSay() throws Exception {
        Life life = Life.begun();
        Waiter waiter = new Waiter(life, ChronoUnit.FOREVER.getDuration());

        life.source.close();

        assertThat(waiter.outcome()).asString().contains("closed");
    }

    /** A thread that waits for a credential. */
    private static final class Waiter {
        private final CompletableFuture<Object> outcome = new CompletableFuture<>();
        private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        private final Thread thread;

        Waiter(Life life, Duration deadline) {
            thread = new Thread(() -> {
                try {
                    outcome.complete(life.source.await(deadline));
                } catch (RuntimeException failure) {
                    outcome.complete(failure);
                }
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
            thread.setDaemon(true);
            thread.start();
            waitUntilItWaits();
        }

        void waitUntilItWaits() {
            while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
                Thread.onSpinWait();
            }
        }

        /** The credential, or the failure. */
        Object outcome() throws Exception {
            return outcome.get();
        }
    }
}
