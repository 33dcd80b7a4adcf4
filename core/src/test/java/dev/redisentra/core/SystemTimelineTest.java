package dev.redisentra.core;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class SystemTimelineTest {
    private final SystemTimeline timeline = new SystemTimeline("a-timeline");

    @AfterEach
    void close() {
        timeline.close();
    }

    @Test
    void readsTheMachinesClocks() {
        Instant before = Instant.now();
        long nanosBefore = System.nanoTime();

        assertThat(timeline.now()).isBetween(before, Instant.now());
        assertThat(timeline.nanoTime() - nanosBefore).isBetween(0L, System.nanoTime() - nanosBefore);
    }

    @Test
    void runsEverythingOnOneThreadThatBelongsToNobody() throws Exception {
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        inherited.set("the caller's");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader callers = new URLClassLoader(new URL[0], before)) {
            Thread.currentThread().setContextClassLoader(callers);
            Thread thread = threadOf(timeline);

            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getName()).isEqualTo("a-timeline");
            assertThat(thread.getContextClassLoader()).isNotEqualTo(callers);
            CompletableFuture<Boolean> inherits = new CompletableFuture<>();
            timeline.run(() -> inherits.complete(inherited.get() != null));
            assertThat(inherits.get()).isFalse();
            assertThat(threadOf(timeline)).isEqualTo(thread);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
            inherited.remove();
        }
    }

    @Test
    void outlivesATaskThatThrows() throws Exception {
        timeline.run(() -> {
            throw new StackOverflowError();
        });

        assertThat(threadOf(timeline).isAlive()).isTrue();
    }

    @Test
    void runsNothingThatWasCancelled() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        BlockingQueue<String> run = new LinkedBlockingQueue<>();
        timeline.run(() -> {
            begun.countDown();
            RequestThreadsTest.awaitStubbornly(busy);
        });
        begun.await();
        Runnable cancel = timeline.after(Duration.ofNanos(1), () -> run.add("cancelled"));
        timeline.after(Duration.ofMillis(1), () -> run.add("kept"));

        cancel.run();
        cancel.run();
        assertThat(timeline.waiting()).as("the one that is kept").isOne();
        busy.countDown();

        assertThat(run.take()).isEqualTo("kept");
        cancel.run();
    }

    @Test
    void canWaitForever() throws Exception {
        timeline.after(ChronoUnit.FOREVER.getDuration(), () -> {});

        assertThat(threadOf(timeline).isAlive()).isTrue();
    }

    @Test
    void dropsWhatWaitsAndEndsItsThreadWhenItIsClosed() throws Exception {
        Thread thread = threadOf(timeline);
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> interrupted = new CompletableFuture<>();
        BlockingQueue<String> run = new LinkedBlockingQueue<>();
        timeline.run(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.complete(null);
            }
        });
        begun.await();
        timeline.run(() -> run.add("waited"));

        timeline.close();
        timeline.close();
        timeline.run(() -> run.add("came too late"));
        timeline.after(Duration.ofMillis(1), () -> run.add("came too late, too"))
                .run();

        interrupted.get();
        thread.join();
        assertThat(run).isEmpty();
    }

    @Test
    void doesNotInterruptTheTaskThatClosesIt() throws Exception {
        Thread thread = threadOf(timeline);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        BlockingQueue<String> run = new LinkedBlockingQueue<>();

        timeline.run(() -> {
            timeline.run(() -> run.add("waited"));
            timeline.close();
            interrupted.complete(Thread.currentThread().isInterrupted());
        });

        assertThat(interrupted.get()).isFalse();
        thread.join();
        assertThat(run).isEmpty();
    }

    private static Thread threadOf(Timeline timeline) throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        timeline.run(() -> thread.complete(Thread.currentThread()));
        return thread.get();
    }
}
