package dev.redisentra.comparison.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Outcome;
import dev.redisentra.comparison.work.Segment;
import org.HdrHistogram.Histogram;

/** The plots of what was measured. */
final class Plots {
    private final Results results;

    Plots(Results results) {
        this.results = results;
    }

    Map<String, String> byFile() {
        Map<String, String> plots = new LinkedHashMap<>();
        for (ClientKind client : ClientKind.values()) {
            List<Measured> cells = results.cells().stream()
                    .filter(measured -> measured.cell().client() == client)
                    .toList();
            if (!cells.isEmpty()) {
                String file = "comparison-%%s-%s.svg".formatted(client.name().toLowerCase(Locale.ROOT));
                plots.put(
                        file.formatted("throughput"),
                        ratios(
                                "Throughput by the static password's: further right is better",
                                Metric.THROUGHPUT,
                                cells));
                plots.put(
                        file.formatted("cpu"),
                        ratios(
                                "CPU per operation by the static password's: further left is better",
                                Metric.CPU,
                                cells));
                plots.put(file.formatted("latency"), latencies(cells.get(0)));
            }
        }
        return plots;
    }

    private static String ratios(String title, Metric metric, List<Measured> cells) {
        List<RatioPlot.Row> rows = new ArrayList<>();
        for (Measured measured : cells) {
            for (Segment segment : measured.segments()) {
                if (metric.appliesTo(segment)) {
                    rows.add(new RatioPlot.Row(
                            "%s: %s".formatted(measured.cell().title(), segment.name()),
                            measured.ratio(Contender.CONTROL, Contender.STATIC, segment, metric),
                            measured.ratio(Contender.OFFICIAL, Contender.STATIC, segment, metric),
                            measured.ratio(Contender.OURS, Contender.STATIC, segment, metric)));
                }
            }
        }
        return RatioPlot.of(title, 0.8, 1.2, rows);
    }

    private static String latencies(Measured measured) {
        Segment segment = measured.paced();
        double[] percentiles = {50, 90, 99, 99.9, 100};
        List<LinePlot.Line> lines = new ArrayList<>();
        for (Contender contender : List.of(Contender.STATIC, Contender.OFFICIAL, Contender.OURS)) {
            Histogram all = measured.merged(contender, segment, Outcome::latencies);
            if (all.getTotalCount() > 0) {
                lines.add(new LinePlot.Line(
                        switch (contender) {
                            case OFFICIAL -> "official";
                            case OURS -> "ours";
                            case STATIC, CONTROL -> "static";
                        },
                        contender.title(),
                        Arrays.stream(percentiles)
                                .mapToObj(percentile -> all.getValueAtPercentile(percentile) / 1e6)
                                .toList()));
            }
        }
        return new LinePlot(
                        "%s: %s, all rounds".formatted(measured.cell().title(), segment.name()),
                        "percentile",
                        "latency, ms",
                        true)
                .of(List.of("50", "90", "99", "99.9", "max"), lines);
    }
}
