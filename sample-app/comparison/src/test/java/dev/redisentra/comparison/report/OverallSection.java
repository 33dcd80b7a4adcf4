package dev.redisentra.comparison.report;

import java.util.List;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;

/** What comes of all rows together, which is less uncertain than any of them. */
final class OverallSection {
    private static final List<Metric> METRICS =
            List.of(Metric.THROUGHPUT, Metric.CPU, Metric.ALLOCATION, Metric.P50, Metric.P99, Metric.P999);

    private final Results results;
    private final Plan plan;

    OverallSection(Results results) {
        this.results = results;
        this.plan = Plan.named(results.extent());
    }

    String text() {
        StringBuilder page = new StringBuilder("""
                ### All rows together

                By the static password's, with a renewal every 5 s: the geometric mean of all ratios of a client, ± twice its standard
                error. What is a process's own is common to all that it did, so that the error is told from sitting to sitting.

                | | figure | static password again | official | redis-entra | redis-entra, by official |
                | --- | --- | ---: | ---: | ---: | ---: |
                """);
        for (ClientKind client : ClientKind.values()) {
            List<Measured> cells = results.cells().stream()
                    .filter(measured -> measured.cell().client() == client
                            && measured.cell().renews())
                    .toList();
            for (Metric metric : METRICS) {
                page.append("| %s | %s | %s | %s | %s | %s |\n"
                        .formatted(
                                client.title(),
                                metric.title(),
                                overall(cells, Contender.CONTROL, Contender.STATIC, metric),
                                overall(cells, Contender.OFFICIAL, Contender.STATIC, metric),
                                overall(cells, Contender.OURS, Contender.STATIC, metric),
                                overall(cells, Contender.OURS, Contender.OFFICIAL, metric)));
            }
        }
        return page.toString();
    }

    private Overall overall(List<Measured> cells, Contender contender, Contender to, Metric metric) {
        return Overall.of(cells, contender, to, metric, plan.roundsEach());
    }
}
