package dev.redisentra.comparison.wire;

import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.DoubleStream;

import dev.redisentra.comparison.Figures;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The benchmarks of single commands and replies, by JMH with its profiler of allocations. */
public final class WireFigures {
    private static final int FORKS = 3;
    private static final int WARM_UPS = 4;
    private static final int ITERATIONS = 4;
    private static final int ITERATION_MILLIS = 300;

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
        new Runner(options).run().forEach(result -> add(figures, result));
    }

    private static void add(Figures figures, RunResult result) {
        String whose = "wire/%s/" + result.getParams().getParam("who") + "/";
        String pause = result.getParams().getParam("millis");
        if (pause != null) {
            String name = whose.formatted("pause") + "a pause of %s ms".formatted(pause);
            figures.add(name, result.getPrimaryResult().getStatistics().getPercentile(50));
            return;
        }
        String[] what = result.getParams().getParam("what").split(" ", 2);
        Traffic traffic = Traffic.valueOf(what[1]);
        String name = whose + what[0] + ": " + traffic.title;
        double calls = (double) traffic.buffers() * traffic.commands;
        // What else the machine does, and what the JIT has not done yet, can only add to an iteration.
        double ns = each(result, IterationResult::getPrimaryResult).min().orElseThrow();
        double bytes = each(result, of -> of.getSecondaryResults().get("gc.alloc.rate.norm"))
                .min()
                .orElseThrow();
        // What the benchmark itself allocates is less than this.
        double unit = Math.max(1, traffic.reply().length / traffic.commands / 1_000);
        figures.add(name.formatted("ns"), ns / calls);
        figures.add(name.formatted("bytes"), Math.rint(bytes / calls / unit) * unit);
    }

    private static DoubleStream each(RunResult result, Function<IterationResult, Result<?>> figure) {
        return result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .mapToDouble(iteration -> figure.apply(iteration).getScore());
    }
}
