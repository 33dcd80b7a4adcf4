package dev.redisentra.comparison.work;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

import com.sun.management.OperatingSystemMXBean;
import org.jspecify.annotations.Nullable;

/** A client at work. For one thread, which closes it. */
final class Client implements AutoCloseable {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** As many connections as the most threads that work at once. */
    private static final int POOL = 16;

    /** Few enough to stay in the server's caches. */
    private static final int KEYS = 64;

    private static final int READS_FOR_A_WRITE = 3;

    /** What is under way when the work ends has this long to arrive before it counts as lost. */
    private static final long DRAIN_NANOS = 2_000_000_000L;

    private final ClientKind kind;
    private final Login login;
    private final Driver driver;
    /** Of their own: a connection that was subscribed is closed in Jedis, and other work would open it again. */
    private @Nullable Driver subscribers;

    Client(ClientKind kind, Login login) {
        this(kind, login, POOL, false);
    }

    Client(ClientKind kind, Login login, int connections, boolean full) {
        this.kind = kind;
        this.login = login;
        this.driver = kind.open(login, connections, full);
    }

    Outcome run(Segment segment, int millis) throws InterruptedException {
        Outcome outcome = new Outcome(login.identity());
        switch (segment.kind()) {
            case GET_SET, PIPELINE -> commands(segment, millis, outcome);
            case BLPOP -> elements(segment, millis, outcome);
            case PUB_SUB -> messages(segment, millis, outcome);
        }
        return outcome;
    }

    private void commands(Segment segment, int millis, Outcome outcome) throws InterruptedException {
        byte[] value = new byte[segment.size()];
        IntStream.range(0, KEYS).forEach(number -> driver.set(key(number), value));
        measured(outcome, () -> {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < segment.threads(); i++) {
                int first = i;
                threads.add(start(() -> paced(segment, first, segment.threads(), millis, (number, due) -> {
                    try {
                        command(segment, first + number, value);
                        outcome.succeeded(segment.batch(), due);
                    } catch (RuntimeException e) {
                        outcome.failed(e);
                    }
                })));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        });
    }

    private void command(Segment segment, int number, byte[] value) {
        if (segment.kind() == Segment.Kind.PIPELINE) {
            driver.pipeline(key(number), segment.batch());
        } else if (number % (READS_FOR_A_WRITE + 1) == 0) {
            driver.set(key(number), value);
        } else if (driver.get(key(number)) == null) {
            throw new IllegalStateException("A value is missing");
        }
    }

    private static String key(int number) {
        return "comparison:" + number % KEYS;
    }

    /** What is pushed to queues, each with one thread that pops and blocks meanwhile. Connections are open before. */
    private void elements(Segment segment, int millis, Outcome outcome) throws InterruptedException {
        long run = System.nanoTime();
        List<String> queues = IntStream.range(0, segment.threads())
                .mapToObj(i -> "comparison:queue:%d:%d".formatted(run, i))
                .toList();
        CountDownLatch ready = new CountDownLatch(queues.size());
        List<Thread> poppers = queues.stream()
                .map(queue -> start(() -> pop(queue, ready, outcome)))
                .toList();
        IntConsumer tellAll = what -> queues.forEach(queue -> driver.push(queue, element(what)));
        tellAll.accept(READY);
        require(ready);
        AtomicInteger turn = new AtomicInteger();
        send(
                segment,
                millis,
                outcome,
                1,
                due -> driver.push(queues.get(turn.getAndIncrement() % queues.size()), element(due)));
        tellAll.accept(OVER);
        for (Thread popper : poppers) {
            popper.join(5_000);
        }
    }

    private static final int READY = -1;
    private static final int OVER = -2;

    private void pop(String queue, CountDownLatch ready, Outcome outcome) {
        while (true) {
            try {
                byte[] popped = driver.pop(queue);
                long due = popped == null ? READY : ByteBuffer.wrap(popped).getLong();
                if (due == OVER) {
                    return;
                } else if (due != READY) {
                    outcome.succeeded(1, due);
                } else if (popped != null) {
                    ready.countDown();
                }
            } catch (RuntimeException e) {
                outcome.failed(e);
            }
        }
    }

    private static byte[] element(long what) {
        return ByteBuffer.allocate(100).putLong(what).array();
    }

    private void messages(Segment segment, int millis, Outcome outcome) throws InterruptedException {
        Driver listening = subscribers == null ? kind.open(login, POOL, false) : subscribers;
        subscribers = listening;
        String channel = "comparison:" + segment.name();
        List<Driver.Subscription> subscriptions = IntStream.range(0, segment.threads())
                .mapToObj(i -> listening.subscribe(
                        channel,
                        message -> outcome.succeeded(1, ByteBuffer.wrap(message).getLong())))
                .toList();
        send(segment, millis, outcome, segment.threads(), due -> driver.publish(channel, element(due)));
        subscriptions.forEach(Driver.Subscription::close);
    }

    /** Sends at a rate what carries the moment at which it was due, and waits a moment for what is late. */
    private static void send(Segment segment, int millis, Outcome outcome, int copies, LongConsumer sending)
            throws InterruptedException {
        int[] sent = {0};
        measured(
                outcome,
                () -> paced(segment, 0, 1, millis, (number, due) -> {
                    try {
                        sending.accept(due);
                        sent[0]++;
                    } catch (RuntimeException e) {
                        outcome.failed(e);
                    }
                }));
        long expected = (long) sent[0] * copies;
        long until = System.nanoTime() + DRAIN_NANOS;
        while (outcome.operations() < expected && System.nanoTime() < until) {
            LockSupport.parkNanos(1_000_000);
        }
        outcome.lost = Math.max(0, expected - outcome.operations());
    }

    private interface Turn {
        void take(int number, long due);
    }

    /** At a fixed rate, whatever became of the last one, so that a stall counts for all behind it. Without a rate, at once. */
    private static void paced(Segment segment, int thread, int threads, int millis, Turn turn) {
        long start = System.nanoTime();
        long end = start + millis * 1_000_000L;
        if (segment.rate() == 0) {
            int number = 0;
            for (long now = start; now < end; now = System.nanoTime()) {
                turn.take(number++, now);
            }
            return;
        }
        long interval = 1_000_000_000L * threads / segment.rate();
        long due = start + interval * thread / threads;
        for (int number = 0; due < end; number++) {
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            turn.take(number, due);
            due += interval;
        }
    }

    private interface Measured {
        void run() throws InterruptedException;
    }

    private static void measured(Outcome outcome, Measured work) throws InterruptedException {
        long start = System.nanoTime();
        long cpu = SYSTEM.getProcessCpuTime();
        work.run();
        outcome.nanos = System.nanoTime() - start;
        outcome.cpuNanos = SYSTEM.getProcessCpuTime() - cpu;
    }

    static void require(CountDownLatch ready) throws InterruptedException {
        if (!ready.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Not ready within 20 s");
        }
    }

    static Thread start(Runnable task) {
        Thread thread = new Thread(task, "comparison-work");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() {
        driver.close();
        if (subscribers != null) {
            subscribers.close();
        }
    }
}
