package dev.redisentra.core;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthStrategy;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A source as adopters open it: real threads, real clocks. Nothing here asserts how long anything takes. */
@Timeout(120)
class OpenSourceTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    /** As Azure's, but in a hurry. */
    private static final RenewalPolicy HASTY = new RenewalPolicy() {
        @Override
        public Duration requestDeadline() {
            return Duration.ofMillis(20);
        }

        @Override
        public Duration smallestInterval() {
            return Duration.ofMillis(1);
        }

        @Override
        public Duration backOffCap() {
            return Duration.ofMillis(5);
        }

        @Override
        public double jitter() {
            return 0;
        }
    };

    private final AtomicInteger calls = new AtomicInteger();
    private final BlockingQueue<Thread> callers = new LinkedBlockingQueue<>();
    private final BlockingQueue<AuthEvent> told = new LinkedBlockingQueue<>();

    @Test
    void asksOnceHoweverManyWait() throws Exception {
        int many = hasVirtualThreads() ? 10_000 : 500;
        CountDownLatch allAsk = new CountDownLatch(many);
        ExecutorService everyone = threadPerTask();
        List<Future<RedisCredential>> answers = new ArrayList<>();
        try (RenewingCredentialSource source = open(RenewalPolicy.AZURE, () -> {
            awaitQuietly(allAsk);
            return token(Duration.ofDays(1));
        })) {
            for (int i = 0; i < many; i++) {
                answers.add(everyone.submit(() -> {
                    allAsk.countDown();
                    return source.await(LONG);
                }));
            }
            for (Future<RedisCredential> answer : answers) {
                assertThat(answer.get()).isEqualTo(source.current());
            }
        } finally {
            everyone.shutdownNow();
        }

        assertThat(calls).hasValue(1);
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        CountDownLatch listening = new CountDownLatch(1);
        BlockingQueue<Thread> renewal = new LinkedBlockingQueue<>();
        BlockingQueue<Thread> listeners = new LinkedBlockingQueue<>();
        RenewingCredentialSource source = open(RenewalPolicy.AZURE, () -> {
            awaitQuietly(listening);
            return token(Duration.ofDays(1));
        });
        source.listenDirectly(event -> renewal.add(Thread.currentThread()));
        source.listen(event -> listeners.add(Thread.currentThread()));
        listening.countDown();
        Thread thread = renewal.take();
        callers.take().join();
        assertThat(thread.isAlive()).isTrue();

        source.close();
        source.close();

        thread.join();
        Thread ofListeners = listeners.take();
        assertThat(ofListeners.isDaemon()).isTrue();
        assertThat(ofListeners.getName()).matches("redis-entra-renewal-\\d+-listeners");
        ofListeners.join();
    }

    /** As many as there are clients of one source. */
    @Test
    void aThousandListenersShareOneThread() throws Exception {
        int many = 1_000;
        CountDownLatch listening = new CountDownLatch(1);
        BlockingQueue<Thread> tellers = new LinkedBlockingQueue<>();
        try (RenewingCredentialSource source = open(RenewalPolicy.AZURE, () -> {
            awaitQuietly(listening);
            return token(Duration.ofDays(1));
        })) {
            for (int i = 0; i < many; i++) {
                source.listen(event -> tellers.add(Thread.currentThread()));
            }
            listening.countDown();
            Thread one = tellers.take();
            for (int others = 1; others < many; others++) {
                assertThat(tellers.take()).isSameAs(one);
            }
        }
    }

    @Test
    void renewsWhileAListenerBlocksAndInterruptsItAtTheEnd() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch blocks = new CountDownLatch(1);
        try (RenewingCredentialSource source = open(HASTY, () -> token(Duration.ofMillis(200)))) {
            source.listen(event -> {
                blocks.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            });
            blocks.await();
            source.listenDirectly(told::add);
            int renewals = 0;
            while (renewals < 5) {
                renewals += told.take() instanceof AuthEvent.Renewed ? 1 : 0;
            }
        }
        interrupted.await();
    }

    @Test
    void interruptsTheRequestUnderWayWhenItIsClosed() throws Exception {
        RenewingCredentialSource source = open(RenewalPolicy.AZURE, () -> {
            awaitQuietly(new CountDownLatch(1));
            return token(Duration.ofDays(1));
        });
        source.listenDirectly(told::add);
        Thread caller = callers.take();

        source.close();

        caller.join();
        assertThat(told).containsExactly(new AuthEvent.Closed());
        assertThatExceptionOfType(AuthException.class).isThrownBy(source::current);
    }

    @Test
    void asksOnADaemonThreadThatBelongsToNobody() throws Exception {
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        inherited.set("the caller's");
        BlockingQueue<Boolean> inherits = new LinkedBlockingQueue<>();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader callersLoader = new URLClassLoader(new URL[0], before)) {
            Thread.currentThread().setContextClassLoader(callersLoader);
            BlockingQueue<ClassLoader> loaders = new LinkedBlockingQueue<>();
            try (RenewingCredentialSource source = open(RenewalPolicy.AZURE, () -> {
                inherits.add(inherited.get() != null);
                loaders.add(Thread.currentThread().getContextClassLoader());
                return token(Duration.ofDays(1));
            })) {
                source.await(LONG);
            }
            Thread caller = callers.take();

            assertThat(caller.isDaemon()).isTrue();
            assertThat(caller.getName()).matches("redis-entra-renewal-\\d+-request");
            assertThat(loaders.take()).isEqualTo(OpenSourceTest.class.getClassLoader());
            assertThat(inherits.take()).isFalse();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
            inherited.remove();
        }
    }

    @Test
    void waitsForStuckCallsWithoutAddingToThemAndGoesOnWhenTheyEnd() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        try (RenewingCredentialSource source = open(HASTY, () -> {
            RequestThreadsTest.awaitStubbornly(stuck);
            return token(Duration.ofDays(1));
        })) {
            source.listenDirectly(told::add);
            untilToldOfStuckCalls();
            // A thread that was started may be slow to begin.
            List<Thread> four = List.of(callers.take(), callers.take(), callers.take(), callers.take());
            untilToldOfStuckCalls();
            assertThat(calls).as("there is no place for a fifth").hasValue(4);

            stuck.countDown();

            assertThat(source.await(LONG).username()).isEqualTo(Life.PRINCIPAL);
            for (Thread thread : four) {
                thread.join();
            }
        }
    }

    private void untilToldOfStuckCalls() throws InterruptedException {
        while (!(told.take() instanceof AuthEvent.RenewalFailed failed
                && failed.cause().problem().contains("earlier requests"))) {
            assertThat(calls).hasValueLessThanOrEqualTo(4);
        }
    }

    @Test
    void renewsForAsLongAsItIsOpen() throws Exception {
        try (RenewingCredentialSource source = open(HASTY, () -> token(Duration.ofMillis(200)))) {
            source.listen(told::add);
            int renewals = 0;
            while (renewals < 5) {
                renewals += told.take() instanceof AuthEvent.Renewed ? 1 : 0;
            }
        }
    }

    private RenewingCredentialSource open(RenewalPolicy policy, Supplier<RedisCredential> identity) {
        return RenewingCredentialSource.open(
                new AuthStrategy() {
                    @Override
                    public CredentialKind kind() {
                        return CredentialKind.ENTRA;
                    }

                    @Override
                    public RedisCredential obtain() {
                        calls.incrementAndGet();
                        callers.add(Thread.currentThread());
                        return identity.get();
                    }
                },
                policy,
                null);
    }

    private static RedisCredential token(Duration lifetime) {
        return Life.credential(Life.PRINCIPAL, 1, Instant.now().plus(lifetime));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean hasVirtualThreads() {
        return Runtime.version().feature() >= 21;
    }

    private static ExecutorService threadPerTask() throws ReflectiveOperationException {
        return hasVirtualThreads()
                ? (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null)
                : Executors.newCachedThreadPool();
    }
}
