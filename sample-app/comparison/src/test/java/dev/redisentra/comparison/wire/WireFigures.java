package dev.redisentra.comparison.wire;

import java.nio.file.Path;
import java.util.Objects;

import dev.redisentra.comparison.Figures;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The benchmarks of single commands and replies, by JMH with its profiler of allocations. */
public final class WireFigures {
    private static final int FORKS = 2;
    private static final int WARM_UPS = 3;
    private static final int ITERATIONS = 5;
    private static final int ITERATION_MILLIS = 350;

    private WireFigures() {}

    public static void measure(Figures figures, double pace, Path log) throws RunnerException {
        TimeValue time = TimeValue.milliseconds(Math.max(50, Math.round(ITERATION_MILLIS * pace)));
        var options = new OptionsBuilder()
                .include(WireBenchmark.class.getName())
                .addProfiler(GCProfiler.class)
                .forks((int) Math.ceil(FORKS * pace))
                .warmupIterations(WARM_UPS)
                .warmupTime(time)
                .measurementIterations(ITERATIONS)
                .measurementTime(time)
                .jvmArgsAppend("-Xms1g", "-Xmx1g") // replies of 20 MB want room
                .shouldFailOnError(true)
                .output(log.toString())
                .build();
        for (RunResult result : new Runner(options).run()) {
            Traffic traffic = Traffic.valueOf(result.getParams().getParam("traffic"));
            String name = "wire/%s/" + result.getParams().getParam("who") + "/"
                    + result.getParams().getParam("direction") + ": " + traffic.title();
            double calls = (double) traffic.buffers() * traffic.commands();
            figures.put(name.formatted("ns"), result.getPrimaryResult().getScore() / calls);
            double bytes = Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                    .getScore();
            // What the benchmark itself allocates is a part of one.
            figures.put(name.formatted("bytes"), Math.rint(bytes / calls));
        }
    }
}
