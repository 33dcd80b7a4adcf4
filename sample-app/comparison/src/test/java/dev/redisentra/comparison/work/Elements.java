package dev.redisentra.comparison.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/** What is pushed to queues, each with one thread that pops and blocks meanwhile. */
final class Elements implements Run {
    private static final Duration UNTIL_READY = Duration.ofSeconds(10);

    private final Driver driver;
    private final List<String> queues;
    private final byte[] free;
    private final Delivery delivery;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicReference<@Nullable RuntimeException> notReady = new AtomicReference<>();
    private final CountDownLatch ready;

    Elements(Driver driver, Identity identity, Segment segment) {
        this.driver = driver;
        this.queues = newQueues(segment.threads());
        this.free = new byte[segment.size()];
        this.delivery = new Delivery(segment, identity, 1);
        this.ready = new CountDownLatch(segment.threads());
    }

    /** Nobody has left anything in them. */
    private static List<String> newQueues(int count) {
        long run = System.nanoTime();
        return IntStream.range(0, count)
                .mapToObj(i -> "comparison:queue:%d:%d".formatted(run, i))
                .toList();
    }

    @Override
    public Outcome outcome() throws InterruptedException {
        List<Thread> poppers = new ArrayList<>();
        for (int i = 0; i < queues.size(); i++) {
            String queue = queues.get(i);
            Recorder receiver = delivery.receivers().get(i);
            poppers.add(Threads.start("popper-" + i, () -> pop(queue, receiver)));
        }
        pushToAll();
        awaitReady();
        int[] turn = {0};
        delivery.send(element -> driver.push(queues.get(turn[0]++ % queues.size()), element));
        over.set(true);
        pushToAll(); // nobody has to wait for the end of a block
        for (Thread popper : poppers) {
            popper.join(3_000);
        }
        return delivery.outcome();
    }

    private void pushToAll() {
        queues.forEach(queue -> driver.push(queue, free));
    }

    private void awaitReady() throws InterruptedException {
        if (!ready.await(UNTIL_READY.toSeconds(), TimeUnit.SECONDS)) {
            over.set(true);
            RuntimeException cause = notReady.get();
            throw new IllegalStateException(
                    "Not all that pop were ready within %s%s".formatted(UNTIL_READY, cause == null ? "" : ": " + cause),
                    cause);
        }
    }

    private void pop(String queue, Recorder receiver) {
        try {
            awaitFirst(queue);
        } catch (RuntimeException e) {
            notReady.compareAndSet(null, e);
            return;
        }
        ready.countDown();
        while (!over.get()) {
            try {
                byte[] popped = driver.pop(queue);
                if (popped != null && !over.get()) {
                    Delivery.received(popped, receiver);
                }
            } catch (RuntimeException e) {
                receiver.failed(e);
            }
        }
    }

    /** Of which the threads have been started, and the connections opened if need be: not what is to be measured. */
    private void awaitFirst(String queue) {
        byte[] first;
        do {
            first = driver.pop(queue);
        } while (first == null && !over.get());
    }
}
