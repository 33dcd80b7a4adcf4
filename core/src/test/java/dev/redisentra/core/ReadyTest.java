package dev.redisentra.core;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

import dev.redisentra.core.auth.AccessKeyStrategy;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthException.Kind;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import org.junit.jupiter.api.Test;

import static dev.redisentra.core.Life.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

/** What a caller sees that waits for a credential without a thread. */
class ReadyTest {
    @Test
    void isReadyAtOnceWhereThereIsACredential() {
        Life life = Life.withTokenFor(HOUR);

        assertThat(ready(life)).isCompletedWithValue(life.source.current());
    }

    @Test
    void isReadyWhenTheFirstComes() {
        Life life = Life.begun();
        CompletableFuture<RedisCredential> ready = ready(life);
        life.requests.latest().fail(Life.failure(Kind.NO_IDENTITY));
        life.source.report(new AuthEvent.Reauthenticated("a client"));
        assertThat(ready).as("after a failure that may pass").isNotDone();

        life.untilNextRequest();
        RedisCredential token = life.tokenFor(HOUR);
        life.requests.latest().answer(token);

        assertThat(ready).isCompletedWithValue(token);
    }

    @Test
    void isReadyWhenTheNextComesWhereTheLastHasExpired() {
        Life life = Life.withTokenFor(HOUR);
        life.time.pass(HOUR.multipliedBy(2));
        CompletableFuture<RedisCredential> ready = ready(life);
        assertThat(ready).isNotDone();

        life.untilNextRequest();
        RedisCredential token = life.tokenFor(HOUR);
        life.requests.latest().answer(token);

        assertThat(ready).isCompletedWithValue(token);
    }

    @Test
    void failsWithWhatWillNotPass() {
        Life life = Life.begun();
        CompletableFuture<RedisCredential> ready = ready(life);

        life.requests.latest().fail(Life.failure(Kind.IDENTITY_REFUSED));

        assertThat(ready.handle((credential, failure) -> failure))
                .isCompletedWithValueMatching(failure -> failure instanceof AuthException refused
                        && refused.kind() == Kind.IDENTITY_REFUSED
                        && refused.getMessage().contains("Fix it."));
    }

    @Test
    void waitsForTheKeyThatBridgesWhatWillNotPass() {
        Life life = Life.begun(new Fallback(new AccessKeyStrategy(Secret.of("key"))));
        CompletableFuture<RedisCredential> ready = ready(life);
        life.requests.latest().fail(Life.failure(Kind.IDENTITY_REFUSED));
        assertThat(ready).isNotDone();

        life.time.pass(Duration.ofSeconds(6));

        assertThat(ready).isCompletedWithValueMatching(key -> key.password().equals(Secret.of("key")));
    }

    @Test
    void failsAtClosingAndAfterIt() {
        Life life = Life.begun(new Fallback(new AccessKeyStrategy(Secret.of("key"))));
        CompletableFuture<RedisCredential> before = ready(life);

        life.source.close();

        for (CompletableFuture<RedisCredential> ready : List.of(before, ready(life))) {
            assertThat(ready.handle((credential, failure) -> failure))
                    .isCompletedWithValueMatching(
                            failure -> failure instanceof AuthException closed && closed.kind() == Kind.CLOSED);
        }
    }

    @Test
    void whatDependsOnItRunsOnTheListenersThread() {
        Queue<Runnable> listenersThread = new ArrayDeque<>();
        Life life = Life.telling(listenersThread::add);
        CompletableFuture<RedisCredential> ready = ready(life);

        life.requests.latest().answer(life.tokenFor(HOUR));
        assertThat(ready).isNotDone();
        listenersThread.forEach(Runnable::run);

        assertThat(ready).isDone();
    }

    @Test
    void whoeverGivesUpGivesUpAlone() {
        Life life = Life.begun();

        ready(life).cancel(true);
        CompletableFuture<RedisCredential> other = ready(life);
        life.requests.latest().answer(life.tokenFor(HOUR));

        assertThat(other).isDone();
    }

    private static CompletableFuture<RedisCredential> ready(Life life) {
        return life.source.ready().toCompletableFuture();
    }
}
