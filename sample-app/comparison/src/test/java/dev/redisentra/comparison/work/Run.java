package dev.redisentra.comparison.work;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Does one segment with one client. */
final class Run {
    /** Few enough to stay in the server's memory, and enough to touch all nodes of a cluster. */
    private static final int KEYS = 64;

    private static final int READS_FOR_A_WRITE = 3;

    /** What is under way when the work ends has this long to arrive before it counts as lost. */
    private static final long DRAIN_NANOS = 1_500_000_000L;

    private static final Duration UNTIL_READY = Duration.ofSeconds(10);

    private final Driver driver;
    private final Identity identity;
    private final Segment segment;
    private final byte[] value;

    private Run(Driver driver, Identity identity, Segment segment) {
        this.driver = driver;
        this.identity = identity;
        this.segment = segment;
        this.value = new byte[segment.size()];
    }

    static Outcome of(Driver driver, Identity identity, Segment segment) throws InterruptedException {
        Run run = new Run(driver, identity, segment);
        return switch (segment.work()) {
            case GET_SET, PIPELINE -> run.commands();
            case PUB_SUB -> run.messages();
            case QUEUE -> run.elements();
        };
    }

    private static String key(int number) {
        return "comparison:" + number % KEYS;
    }

    /** Nobody has left anything in them. */
    private static List<String> newQueues(int count) {
        long run = System.nanoTime();
        return IntStream.range(0, count)
                .mapToObj(i -> "comparison:queue:%d:%d".formatted(run, i))
                .toList();
    }

    private Outcome commands() throws InterruptedException {
        for (int i = 0; i < KEYS; i++) {
            driver.set(key(i), value);
        }
        List<Recorder> recorders = recorders(segment.threads());
        long allocated = Threads.allocatedBytes();
        long cpu = Threads.cpuNanos();
        long start = System.nanoTime();
        long[] ownAllocations = new long[segment.threads()];
        Threads.run(segment.threads(), thread -> {
            Recorder recorder = recorders.get(thread);
            Pace pace = Pace.of(segment, thread, segment.threads(), start);
            for (int i = thread; pace.awaitTurn(); i++) {
                long intended = pace.take();
                try {
                    command(i);
                    if (segment.tellsLatency()) {
                        recorder.succeeded(segment.batch(), intended);
                    } else {
                        recorder.succeeded(segment.batch());
                    }
                } catch (RuntimeException e) {
                    recorder.failed(e);
                }
            }
            ownAllocations[thread] = Threads.ownAllocatedBytes();
        });
        long nanos = System.nanoTime() - start;
        cpu = Threads.cpuNanos() - cpu;
        allocated = Threads.allocatedBytes() - allocated;
        // The threads of the work have ended and are no longer in the sum.
        for (long own : ownAllocations) {
            allocated += own;
        }
        return sum(recorders).outcome(0, nanos, cpu, allocated);
    }

    private void command(int number) {
        String key = key(number);
        if (segment.work() == Work.PIPELINE) {
            driver.pipeline(key, segment.batch());
        } else if (number % (READS_FOR_A_WRITE + 1) == 0) {
            driver.set(key, value);
        } else if (driver.get(key) == null) {
            throw new IllegalStateException("A value is missing");
        }
    }

    private Outcome messages() {
        String channel = "comparison:" + segment.name();
        List<Recorder> receivers = recorders(segment.threads());
        List<Driver.Subscription> subscriptions = new ArrayList<>();
        try {
            for (Recorder receiver : receivers) {
                subscriptions.add(driver.subscribe(channel, message -> receiver.succeeded(1, stamp(message))));
            }
            return published(channel, receivers);
        } finally {
            subscriptions.forEach(Driver.Subscription::close);
        }
    }

    private Outcome published(String channel, List<Recorder> receivers) {
        Recorder sender = new Recorder(identity);
        long start = System.nanoTime();
        long cpu = Threads.cpuNanos();
        send(sender, start, message -> driver.publish(channel, message));
        long nanos = System.nanoTime() - start;
        cpu = Threads.cpuNanos() - cpu;
        long missing = await(receivers, sender.operations() * receivers.size());
        return outcome(receivers, sender, missing, nanos, cpu);
    }

    private Outcome elements() throws InterruptedException {
        List<Recorder> receivers = recorders(segment.threads());
        AtomicBoolean over = new AtomicBoolean();
        List<String> queues = newQueues(segment.threads());
        CountDownLatch ready = new CountDownLatch(segment.threads());
        List<Thread> poppers = new ArrayList<>();
        for (int i = 0; i < segment.threads(); i++) {
            Recorder receiver = receivers.get(i);
            String queue = queues.get(i);
            poppers.add(Threads.start("popper-" + i, () -> {
                awaitFirst(queue, over);
                ready.countDown();
                popUntil(over, queue, receiver);
            }));
        }
        queues.forEach(queue -> driver.push(queue, value));
        if (!ready.await(UNTIL_READY.toSeconds(), TimeUnit.SECONDS)) {
            over.set(true);
            throw new IllegalStateException("Not all that pop were ready within " + UNTIL_READY);
        }
        Recorder sender = new Recorder(identity);
        long start = System.nanoTime();
        long cpu = Threads.cpuNanos();
        int[] turn = {0};
        send(sender, start, element -> driver.push(queues.get(turn[0]++ % queues.size()), element));
        long nanos = System.nanoTime() - start;
        cpu = Threads.cpuNanos() - cpu;
        long missing = await(receivers, sender.operations());
        over.set(true);
        queues.forEach(queue -> driver.push(queue, value)); // nobody has to wait for the end of a block
        for (Thread popper : poppers) {
            popper.join(3_000);
        }
        return outcome(receivers, sender, missing, nanos, cpu);
    }

    /** Of which the threads have been started, and the connections opened if need be: not what is to be measured. */
    private void awaitFirst(String queue, AtomicBoolean over) {
        byte[] first;
        do {
            first = driver.pop(queue);
        } while (first == null && !over.get());
    }

    private void popUntil(AtomicBoolean over, String queue, Recorder receiver) {
        while (!over.get()) {
            try {
                byte[] popped = driver.pop(queue);
                if (popped != null && !over.get()) {
                    receiver.succeeded(1, stamp(popped));
                }
            } catch (RuntimeException e) {
                receiver.failed(e);
            }
        }
    }

    private interface Sending {
        void send(byte[] message);
    }

    private void send(Recorder sender, long start, Sending sending) {
        Pace pace = Pace.of(segment, 0, 1, start);
        while (pace.awaitTurn()) {
            byte[] message = ByteBuffer.allocate(Math.max(segment.size(), Long.BYTES))
                    .putLong(pace.take())
                    .array();
            try {
                sending.send(message);
                sender.succeeded(1);
            } catch (RuntimeException e) {
                sender.failed(e);
            }
        }
    }

    private static long stamp(byte[] message) {
        return ByteBuffer.wrap(message).getLong();
    }

    /** Messages that are late have a moment; returns how many never came. */
    private static long await(List<Recorder> receivers, long expected) {
        long until = System.nanoTime() + DRAIN_NANOS;
        long received = received(receivers);
        while (received < expected && System.nanoTime() < until) {
            LockSupport.parkNanos(1_000_000);
            received = received(receivers);
        }
        return Math.max(0, expected - received);
    }

    private static long received(List<Recorder> receivers) {
        return receivers.stream().mapToLong(Recorder::operations).sum();
    }

    private List<Recorder> recorders(int count) {
        List<Recorder> recorders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            recorders.add(new Recorder(identity));
        }
        return recorders;
    }

    private Recorder sum(List<Recorder> recorders) {
        Recorder sum = new Recorder(identity);
        recorders.forEach(recorder -> recorder.addTo(sum));
        return sum;
    }

    private Outcome outcome(List<Recorder> receivers, Recorder sender, long lost, long nanos, long cpu) {
        Recorder sum = sum(receivers);
        sender.addFailuresTo(sum);
        return sum.outcome(lost, nanos, cpu, 0);
    }
}
