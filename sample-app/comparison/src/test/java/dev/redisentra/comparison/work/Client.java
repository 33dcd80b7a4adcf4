package dev.redisentra.comparison.work;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/** A client at work. For one thread, which closes it. */
final class Client implements AutoCloseable {
    /** As many connections as the most threads that work at once. */
    private static final int POOL = 16;

    /** Few enough to stay in the server's caches. */
    private static final int KEYS = 64;

    private static final int READS_FOR_A_WRITE = 3;

    /** What is under way when the work ends has this long to arrive before it counts as lost. */
    private static final long DRAIN_NANOS = 2_000_000_000L;

    /** The element after which nothing more is popped. */
    private static final byte[] OVER = {};

    private final ClientKind kind;
    private final Login login;
    private final Driver driver;
    private final ExecutorService threads = Executors.newCachedThreadPool();
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
        Run run = new Run(segment, millis);
        switch (segment.kind()) {
            case GET_SET, PIPELINE -> run.commands();
            case BLPOP -> run.elements();
            case PUB_SUB -> run.messages();
        }
        return run.outcome;
    }

    private static String key(int number) {
        return "comparison:" + number % KEYS;
    }

    private static byte[] element(long due) {
        return ByteBuffer.allocate(100).putLong(due).array();
    }

    private static long due(byte[] element) {
        return ByteBuffer.wrap(element).getLong();
    }

    private interface Turn {
        void take(int number, long due);
    }

    private final class Run {
        private final Segment segment;
        private final int millis;
        private final Outcome outcome = new Outcome(login.identity());

        Run(Segment segment, int millis) {
            this.segment = segment;
            this.millis = millis;
        }

        private IntStream eachThread() {
            return IntStream.range(0, segment.threads());
        }

        private void commands() {
            byte[] value = new byte[segment.size()];
            IntStream.range(0, KEYS).forEach(number -> driver.set(key(number), value));
            outcome.begin();
            eachThread()
                    .mapToObj(thread -> CompletableFuture.runAsync(
                            () -> paced(thread, segment.threads(), (number, due) -> {
                                command(thread + number, value);
                                outcome.succeeded(segment.batch(), due);
                            }),
                            threads))
                    .toList()
                    .forEach(CompletableFuture::join);
            outcome.end();
        }

        private void command(int number, byte[] value) {
            if (segment.kind() == Segment.Kind.PIPELINE) {
                driver.pipeline(key(number), segment.batch());
            } else if (number % (READS_FOR_A_WRITE + 1) == 0) {
                driver.set(key(number), value);
            } else if (driver.get(key(number)) == null) {
                throw new IllegalStateException("A value is missing");
            }
        }

        /** What is pushed to queues, each with one thread that pops and blocks meanwhile. Warming up opens connections. */
        private void elements() throws InterruptedException {
            String name = "comparison:queue:%d:".formatted(System.nanoTime());
            List<String> queues = eachThread().mapToObj(thread -> name + thread).toList();
            CountDownLatch popping = new CountDownLatch(queues.size());
            queues.forEach(queue -> threads.execute(() -> {
                pop(queue);
                popping.countDown();
            }));
            send(1, (number, due) -> driver.push(queues.get(number % queues.size()), element(due)));
            queues.forEach(queue -> driver.push(queue, OVER));
            var unused = popping.await(5, TimeUnit.SECONDS);
        }

        private void pop(String queue) {
            for (byte[] popped = {0}; popped == null || popped.length > 0; ) {
                try {
                    popped = driver.pop(queue);
                    if (popped != null && popped.length > 0) {
                        outcome.succeeded(1, due(popped));
                    }
                } catch (RuntimeException e) {
                    outcome.failed(e);
                }
            }
        }

        private void messages() {
            Driver listening = subscribers == null ? kind.open(login, POOL, false) : subscribers;
            subscribers = listening;
            String channel = "comparison:" + segment.name();
            List<Runnable> subscriptions = eachThread()
                    .mapToObj(i -> listening.subscribe(channel, message -> outcome.succeeded(1, due(message))))
                    .toList();
            send(segment.threads(), (number, due) -> driver.publish(channel, element(due)));
            subscriptions.forEach(Runnable::run);
        }

        /** Sends at a rate, and waits a moment for what is late. */
        private void send(int copies, Turn turn) {
            outcome.begin();
            long expected = (long) copies * paced(0, 1, turn);
            outcome.end();
            long until = System.nanoTime() + DRAIN_NANOS;
            while (outcome.operations < expected && System.nanoTime() < until) {
                LockSupport.parkNanos(1_000_000);
            }
            outcome.lost = Math.max(0, expected - outcome.operations);
        }

        /**
         * At a fixed rate, whatever became of the last one, so that a stall counts for all behind it; without a rate, at
         * once. Returns how many succeeded.
         */
        private int paced(int thread, int threads, Turn turn) {
            long start = System.nanoTime();
            long end = start + millis * 1_000_000L;
            long interval = segment.rate() == 0 ? 0 : 1_000_000_000L * threads / segment.rate();
            long due = start + interval * thread / threads;
            int succeeded = 0;
            for (int number = 0; due < end; number++) {
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                try {
                    turn.take(number, due);
                    succeeded++;
                } catch (RuntimeException e) {
                    outcome.failed(e);
                }
                due = interval == 0 ? System.nanoTime() : due + interval;
            }
            return succeeded;
        }
    }

    @Override
    public void close() {
        driver.close();
        if (subscribers != null) {
            subscribers.close();
        }
        threads.shutdownNow();
    }
}
