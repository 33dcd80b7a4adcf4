package dev.redisentra.core;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/**
 * Time that passes when it is told to: two clocks that move apart on demand, one queue, no thread. What the source
 * asks for ends when it closes; what the world does goes on.
 */
final class VirtualTimeline implements Timeline {
    static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    /** Wraps round after five seconds: whoever compares readings instead of their difference is found out. */
    private static final long FIRST_NANO =
            Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    private static final int SPINNING = 1_000;

    private final PriorityQueue<Task> queue = new PriorityQueue<>();
    private long elapsed;
    private long offset;
    private long number;
    private long tasks;
    private int tasksAtOnce;
    private boolean closed;
    private Runnable onReading = () -> {};
    private LongConsumer beforeMoving = nanos -> {};

    /** Not a record: the histories ask for millions of these, and each is only ever equal to itself. */
    private static final class Task implements Comparable<Task> {
        private final long at;
        private final long number;
        private final boolean ofTheWorld;
        private final Runnable what;

        Task(long at, long number, boolean ofTheWorld, Runnable what) {
            this.at = at;
            this.number = number;
            this.ofTheWorld = ofTheWorld;
            this.what = what;
        }

        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    /** Calls this whenever the source reads the wall clock, which it does all over its code. */
    void onReading(Runnable hook) {
        onReading = hook;
    }

    /** Calls this with the elapsed time to come, when all that was to happen until then has happened. */
    void beforeMoving(LongConsumer hook) {
        beforeMoving = hook;
    }

    @Override
    public Instant now() {
        onReading.run();
        return wallClock();
    }

    @Override
    public long millis() {
        return wallClock().toEpochMilli();
    }

    Instant wallClock() {
        return BEGINNING.plusNanos(elapsed + offset);
    }

    /** How long the process has been running, in nanoseconds. */
    long elapsed() {
        return elapsed;
    }

    @Override
    public long nanoTime() {
        return FIRST_NANO + elapsed;
    }

    @Override
    public void run(Runnable task) {
        after(Duration.ZERO, task);
    }

    @Override
    public Runnable after(Duration delay, Runnable what) {
        if (closed) {
            return () -> {};
        }
        Task task = new Task(elapsed + delay.toNanos(), number++, false, what);
        tasks++;
        queue.add(task);
        return () -> queue.remove(task);
    }

    /** Something that happens outside the source. */
    void inTheWorld(Duration delay, Runnable what) {
        queue.add(new Task(elapsed + delay.toNanos(), number++, true, what));
    }

    @Override
    public void close() {
        closed = true;
        queue.removeIf(task -> !task.ofTheWorld);
    }

    /** Lets time pass, and all that is due in it happen. */
    void pass(Duration time) {
        long until = elapsed + time.toNanos();
        Task next = queue.peek();
        while (next != null && next.at <= until) {
            queue.remove();
            moveTo(next.at);
            if (++tasksAtOnce > SPINNING) {
                throw new AssertionError("the source spins");
            }
            next.what.run();
            next = queue.peek();
        }
        moveTo(until);
    }

    /** Runs what is due now. */
    void settle() {
        pass(Duration.ZERO);
    }

    private void moveTo(long time) {
        if (time > elapsed) {
            beforeMoving.accept(time);
            elapsed = time;
            tasksAtOnce = 0;
        }
    }

    /** Sets the wall clock forward, or back. A machine that sleeps sees the same: timers stand still meanwhile. */
    void setClock(Duration forward) {
        offset += forward.toNanos();
    }

    /** How many things of the source wait to happen. */
    long waiting() {
        return queue.stream().filter(task -> !task.ofTheWorld).count();
    }

    /** How many things the source has asked for so far. */
    long tasks() {
        return tasks;
    }
}
