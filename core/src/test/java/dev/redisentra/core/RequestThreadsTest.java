package dev.redisentra.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.RedisCredential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Real threads. Nothing here waits for time to pass: the timeout is for a test that hangs. */
@Timeout(60)
class RequestThreadsTest {
    private static final RedisCredential TOKEN = Life.credential(Life.PRINCIPAL, 1, Instant.MAX);

    private final List<Thread> started = new ArrayList<>();
    private final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
    private final Requests requests = new RequestThreads(task -> {
        Thread thread = DaemonThreads.create("a-request", RequestThreadsTest.class.getClassLoader(), task);
        started.add(thread);
        return thread;
    });

    @Test
    void tellsTheCredential() throws InterruptedException {
        start(() -> TOKEN);

        assertThat(answers.take()).isEqualTo(TOKEN);
    }

    @Test
    void tellsWhateverIsThrown() throws InterruptedException {
        Error failure = new NoClassDefFoundError();
        start(() -> {
            throw failure;
        });

        assertThat(answers.take()).isEqualTo(failure);
    }

    @Test
    @SuppressWarnings("NullAway") // code that knows no annotations
    void takesNoCredentialForAFailure() throws InterruptedException {
        start(() -> null);

        assertThat(answers.take()).isInstanceOf(NullPointerException.class);
    }

    @Test
    void interruptsAnAbandonedCall() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Runnable request = start(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return TOKEN;
        });

        request.run();
        request.run();

        interrupted.await();
        end();
    }

    @Test
    void leavesAThreadAloneThatHasAnswered() throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(1);
        BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
        Runnable request = requests.start(() -> TOKEN, (credential, failure) -> {
            awaitStubbornly(answered);
            interrupted.add(Thread.currentThread().isInterrupted());
        });

        // It is answering, or will be: either way the answer was told, or the call abandoned before it came.
        while (started.get(0).getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        request.run();
        answered.countDown();

        assertThat(interrupted.take()).isFalse();
    }

    @Test
    void startsNoMoreWhileFourAreStuckAndGoesOnWhenOneEnds() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        for (int i = 0; i < 4; i++) {
            start(() -> awaitStubbornly(stuck)).run();
        }

        assertThatExceptionOfType(AuthException.class)
                .isThrownBy(() -> start(() -> TOKEN))
                .withMessageContaining("4 earlier requests")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.TIMED_OUT));
        assertThat(started).hasSize(4);

        stuck.countDown();
        end();
        start(() -> TOKEN);
        assertThat(answers.take()).isEqualTo(TOKEN);
    }

    @Test
    void countsNoThreadAsStuckThatCouldNotBeStarted() throws InterruptedException {
        boolean[] exhausted = {true};
        ThreadFactory threads = task -> new Thread(task) {
            @Override
            public synchronized void start() {
                if (exhausted[0]) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                super.start();
            }
        };
        Requests onThese = new RequestThreads(threads);
        for (int i = 0; i < 10; i++) {
            assertThatExceptionOfType(OutOfMemoryError.class)
                    .isThrownBy(() -> onThese.start(() -> TOKEN, (credential, failure) -> {}));
        }

        exhausted[0] = false;
        onThese.start(() -> TOKEN, (credential, failure) -> answers.add(TOKEN));
        assertThat(answers.take()).isEqualTo(TOKEN);
    }

    private Runnable start(Supplier<RedisCredential> call) {
        return requests.start(
                call, (credential, failure) -> answers.add(Objects.requireNonNullElse(credential, failure)));
    }

    private void end() throws InterruptedException {
        for (Thread thread : started) {
            thread.join();
        }
    }

    /** As a call does that heeds no interruption. */
    static RedisCredential awaitStubbornly(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return TOKEN;
    }
}
