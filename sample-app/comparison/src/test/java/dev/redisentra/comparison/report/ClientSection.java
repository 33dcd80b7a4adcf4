package dev.redisentra.comparison.report;

import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Outcome;
import dev.redisentra.comparison.work.Segment;

/** The tables of one client, a mode at a time. */
final class ClientSection {
    private final Results results;
    private final Summary summary;

    ClientSection(Results results, Summary summary) {
        this.results = results;
        this.summary = summary;
    }

    String text(ClientKind client) {
        StringBuilder page =
                new StringBuilder("""
                ## %s

                ![Throughput by the static password's](img/comparison-throughput-%2$s.svg)

                ![CPU per operation by the static password's](img/comparison-cpu-%2$s.svg)

                ![Latencies at 2,000 commands a second](img/comparison-latency-%2$s.svg)
                """.formatted(client.title(), client.name().toLowerCase(Locale.ROOT)));
        for (Measured measured : results.cells()) {
            if (measured.cell().client() == client) {
                page.append(cell(measured));
            }
        }
        return page.toString();
    }

    private String cell(Measured measured) {
        StringBuilder page = new StringBuilder("""

                ### %s

                | work | figure | static password | again, by the first | official, by static | redis-entra, by static | target | against official |
                | --- | --- | ---: | ---: | ---: | ---: | --- | --- |
                """.formatted(measured.cell().title()));
        for (Segment segment : measured.segments()) {
            for (Metric metric : Metric.values()) {
                if (metric.appliesTo(segment)) {
                    page.append(row(measured, segment, metric));
                }
            }
        }
        page.append("\n").append(counts(measured));
        return page.toString();
    }

    private String row(Measured measured, Segment segment, Metric metric) {
        Spread chance = measured.ratio(Contender.CONTROL, Contender.STATIC, segment, metric);
        Spread official = measured.ratio(Contender.OFFICIAL, Contender.STATIC, segment, metric);
        Spread ours = measured.ratio(Contender.OURS, Contender.STATIC, segment, metric);
        Spread against = measured.ratio(Contender.OURS, Contender.OFFICIAL, segment, metric);
        if (chance.isKnown()) {
            summary.control(metric, chance);
        }
        String target = "";
        if (metric.hasTarget() && ours.isKnown()) {
            Verdict.OfTarget outcome = Verdict.OfTarget.of(metric, ours, chance);
            target = outcome.title();
            summary.row(measured.cell(), segment, metric, ours, outcome);
        }
        return "| %s | %s | %s %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                        segment.name(),
                        metric.title(),
                        Figures.number(measured.values(Contender.STATIC, segment, metric)
                                .median()),
                        metric.unit(),
                        Figures.ratio(chance),
                        Figures.ratio(official),
                        Figures.ratio(ours),
                        target,
                        against(measured, segment, metric, against));
    }

    private String against(Measured measured, Segment segment, Metric metric, Spread ratio) {
        if (!ratio.isKnown()) {
            return "the official way gave no figure";
        }
        Verdict verdict = Verdict.of(metric, ratio);
        summary.row(measured.cell(), segment, metric, ratio, verdict);
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    private static String counts(Measured measured) {
        StringBuilder page = new StringBuilder("""
                | in all rounds | static password | again | official | redis-entra |
                | --- | ---: | ---: | ---: | ---: |
                """);
        besideAndDuring(page, measured);
        line(page, "commands that failed", contender -> measured.sum(contender, Outcome::failures));
        line(page, "messages and elements lost", contender -> measured.sum(contender, Outcome::lost));
        line(
                page,
                "turns that came to no end",
                contender -> measured.turns(contender).stream()
                        .filter(turn -> turn.outcomes() == null)
                        .count());
        line(
                page,
                "connections closed at expiry",
                contender -> measured.counted(contender, Server.Counts::closedAtExpiry));
        line(page, "connections opened", contender -> measured.counted(contender, Server.Counts::connectionsOpened));
        line(page, "AUTHs, logins included", contender -> measured.counted(contender, Server.Counts::auths));
        line(page, "tokens asked for", contender -> measured.counted(contender, Server.Counts::tokenRequests));
        return page.append(bystander(measured)).append(unfinished(measured)).toString();
    }

    private static String bystander(Measured measured) {
        return "\nWhile latencies were measured, a thread with nothing to do came late by %s at its p99, by %s at its p99.9 and by %s at most.\n"
                .formatted(
                        Figures.millis(measured.lateness(), 99),
                        Figures.millis(measured.lateness(), 99.9),
                        Figures.millis(measured.lateness(), 100));
    }

    /** Why turns came to no end; nothing where all did. */
    private static String unfinished(Measured measured) {
        StringBuilder lines = new StringBuilder();
        for (Contender contender : Contender.values()) {
            measured.turns(contender).stream()
                    .flatMap(turn -> Stream.ofNullable(turn.failure()))
                    .forEach(failure -> lines.append("\nA turn came to no end (%s): `%s`.\n"
                            .formatted(
                                    contender.title(),
                                    failure.lines().findFirst().orElse(""))));
        }
        return lines.toString();
    }

    private static void besideAndDuring(StringBuilder page, Measured measured) {
        Segment segment = measured.paced();
        page.append("| %s: p99 beside renewals".formatted(segment.name()));
        for (Contender contender : Contender.values()) {
            page.append(" | ").append(Figures.millis(measured.merged(contender, segment, Outcome::beside), 99));
        }
        page.append(" |\n| the same during renewals");
        for (Contender contender : Contender.values()) {
            page.append(" | ").append(Figures.millis(measured.merged(contender, segment, Outcome::during), 99));
        }
        page.append(" |\n");
    }

    private static void line(StringBuilder page, String title, ToLongFunction<Contender> figure) {
        page.append("| ").append(title);
        for (Contender contender : Contender.values()) {
            page.append(" | %,d".formatted(figure.applyAsLong(contender)));
        }
        page.append(" |\n");
    }
}
