package dev.redisentra.comparison.wire;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What each command and each reply costs in the session, and in each client's own code for the same bytes. The session sees
 * both; the one that is not measured comes when nobody looks at the clock.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // by JMH
public class WireBenchmark {
    @Param({"session", "Lettuce", "Jedis", "Redisson"})
    String who;

    /** A command with a large reply is as any other. */
    @Param({
        "command GET_100_B", "reply GET_100_B", "command SET_10_KB", "reply SET_10_KB",
        "command PIPELINE", "reply PIPELINE", "reply ARRAY", "reply BULK"
    })
    String what;

    private Traffic traffic;
    private Codec codec;
    private boolean replies;

    @Setup
    public void open() {
        traffic = Traffic.valueOf(what.split(" ", 2)[1]);
        codec = Codec.of(who, traffic);
        replies = what.startsWith("reply");
    }

    @Setup(Level.Invocation)
    public void ask() throws Exception {
        for (int i = 0; replies && codec instanceof SessionCodec && i < traffic.buffers(); i++) {
            codec.commands();
        }
    }

    @Benchmark
    public Object look() throws Exception {
        Object last = this;
        for (int i = 0; i < traffic.buffers(); i++) {
            last = replies ? codec.replies() : codec.commands();
        }
        return last;
    }

    @TearDown(Level.Invocation)
    public void answer() throws Exception {
        for (int i = 0; !replies && codec instanceof SessionCodec && i < traffic.buffers(); i++) {
            codec.replies();
        }
    }

    @TearDown
    public void check() {
        codec.check();
    }

    /** A GET and its reply on a thread that has slept before, as one has that waited for its last reply. */
    @State(Scope.Thread)
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public static class Pause {
        /** Nobody's code: looking at the clock is a part of all. */
        private static final String CLOCK = "the clock";

        /** Enough for the JIT, which with pauses between would take minutes. */
        private static final int WARM_UPS = 200_000;

        @Param({CLOCK, "session", "Lettuce", "Jedis", "Redisson"})
        String who;

        @Param({"0", "1"})
        int millis;

        private @Nullable Codec codec;

        @Setup
        public void open() throws Exception {
            codec = who.equals(CLOCK) ? null : Codec.of(who, Traffic.GET_100_B);
            for (int i = 0; i < WARM_UPS; i++) {
                commandAndReply();
            }
        }

        @Setup(Level.Invocation)
        public void sleep() {
            if (millis > 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
            }
        }

        @Benchmark
        public Object commandAndReply() throws Exception {
            if (codec != null) {
                codec.commands();
                return codec.replies();
            }
            return this;
        }

        @TearDown
        public void check() {
            if (codec != null) {
                codec.check();
            }
        }
    }
}
