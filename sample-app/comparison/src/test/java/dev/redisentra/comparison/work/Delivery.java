package dev.redisentra.comparison.work;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** What one thread sends at a rate, and others receive. Each piece carries the moment at which it was due. */
final class Delivery {
    /** What is under way when the work ends has this long to arrive before it counts as lost. */
    private static final long DRAIN_NANOS = 1_500_000_000L;

    private final Segment segment;
    private final int copies;
    private final Recorder sender;
    private final List<Recorder> receivers;
    private long nanos;
    private long cpuNanos;
    private long missing;

    /** @param copies of each piece that are to arrive */
    Delivery(Segment segment, Identity identity, int copies) {
        this.segment = segment;
        this.copies = copies;
        this.sender = new Recorder(identity);
        this.receivers = Recorder.several(segment.threads(), identity);
    }

    List<Recorder> receivers() {
        return receivers;
    }

    static void received(byte[] piece, Recorder receiver) {
        receiver.succeeded(1, ByteBuffer.wrap(piece).getLong());
    }

    /** Sends for as long as the segment lasts, and gives what is late a moment to arrive. */
    void send(Consumer<byte[]> sending) {
        long start = System.nanoTime();
        long cpu = Threads.cpuNanos();
        Pace pace = Pace.of(segment, 0, 1, start);
        while (pace.awaitTurn()) {
            byte[] piece = ByteBuffer.allocate(Math.max(segment.size(), Long.BYTES))
                    .putLong(pace.take())
                    .array();
            try {
                sending.accept(piece);
                sender.succeeded(1);
            } catch (RuntimeException e) {
                sender.failed(e);
            }
        }
        nanos = System.nanoTime() - start;
        cpuNanos = Threads.cpuNanos() - cpu;
        missing = awaitAll(sender.operations() * copies);
    }

    /** How many never came. */
    private long awaitAll(long expected) {
        long until = System.nanoTime() + DRAIN_NANOS;
        long received = received();
        while (received < expected && System.nanoTime() < until) {
            LockSupport.parkNanos(1_000_000);
            received = received();
        }
        return Math.max(0, expected - received);
    }

    private long received() {
        return receivers.stream().mapToLong(Recorder::operations).sum();
    }

    Outcome outcome() {
        Recorder sum = Recorder.sum(receivers);
        sender.addFailuresTo(sum);
        return sum.outcome(missing, nanos, cpuNanos, 0);
    }
}
