package dev.redisentra.comparison.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Crowd;
import dev.redisentra.comparison.work.Outcome;
import org.HdrHistogram.Histogram;

/** Many connections, and several clients in one process. */
final class ConnectionsSection {
    private static final double DURING_BY_BESIDE = 1.2;

    private final Results results;
    private final Summary summary;
    private final List<String> slower = new ArrayList<>();

    ConnectionsSection(Results results, Summary summary) {
        this.results = results;
        this.summary = summary;
    }

    String text() {
        StringBuilder page = new StringBuilder("""
                ## Many connections

                Standalone, RESP3, 1,000 commands a second over all connections. With 1,000 connections both ways renew a token 236 s
                before its end, which is the latest on Azure; redis-entra spreads the AUTHs over a tenth of that. With fewer
                connections tokens live for 4 s and are renewed at half-life: a renewal then lasts 0.4 s, and its four slowest
                commands, which azure-identity's work in the same process delays as well as an AUTH does, are above its p99. Of the
                static password *during* is as long a time as the others' renewal, when they have it: what it tells is chance.

                | connections | AUTHs at each renewal | token requests each | ms from a token to the last AUTH | p99 beside | p99 during, by beside | closed at expiry | commands that failed |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                """);
        for (Crowded crowd : results.crowds()) {
            if (crowd.contender().renews() || crowd.asked() >= Crowds.MANY) {
                page.append(crowdRow(crowd));
            }
        }
        if (!slower.isEmpty()) {
            page.append("""

                    %s: p99 above %s during the renewal, and above what the static password comes to. Each connection sends one AUTH in
                    those 24 s, so that less than one command in a thousand waits behind one, which moves no p99. No other cause known.
                    """.formatted(String.join("; ", slower), Figures.number(DURING_BY_BESIDE)));
        }
        page.append("""

                What 1,000 connections hold, of heap in use after a collection and of threads (of the largest number above that was run):

                | | connections | heap, MB | threads | opened in, ms |
                | --- | ---: | ---: | ---: | ---: |
                """);
        int largest = results.crowds().stream().mapToInt(Crowded::asked).max().orElse(0);
        for (Crowded crowd : results.crowds()) {
            Crowd.Result result = crowd.result();
            if (crowd.asked() == largest && result != null) {
                page.append("| %s, %s | %,d | %s | %,d | %,d |\n"
                        .formatted(
                                crowd.client().title(),
                                crowd.contender().title(),
                                crowd.open(),
                                Figures.megabytes(result.heapBytes()),
                                result.threads(),
                                result.openMillis()));
            }
        }
        return page.append(households()).toString();
    }

    /** One of each client in a process. */
    private String households() {
        StringBuilder page = new StringBuilder("""

                Several clients in one process, one of each, renewing every 5 s; ours on one source:

                | | clients | tokens received | commands | commands that failed |
                | --- | ---: | ---: | ---: | ---: |
                """);
        for (Shared.Household household : results.households()) {
            page.append("| %s | %d | %d | %,d | %d |\n"
                    .formatted(
                            household.contender().title(),
                            household.result().clients(),
                            household.result().tokens(),
                            household.result().commands(),
                            household.result().failures()));
        }
        return page.toString();
    }

    private String crowdRow(Crowded crowd) {
        String title = "%s, %,d, %s"
                .formatted(
                        crowd.client().title(), crowd.asked(), crowd.contender().title());
        Crowd.Result result = crowd.result();
        if (result == null) {
            return "| %s | came to no end: %s | | | | | %d | |\n"
                    .formatted(title, crowd.failure(), crowd.closedAtExpiry());
        }
        double ratio = duringByBeside(result.outcome());
        if (crowd.contender() == Contender.OURS) {
            summary.target(
                    "AUTHs at each renewal, exactly one for each connection",
                    !crowd.renewals().isEmpty()
                            && crowd.renewals().stream().allMatch(renewal -> renewal.auths() == crowd.open()));
            summary.target(
                    "one token request for each renewal",
                    !crowd.renewals().isEmpty()
                            && crowd.renewals().stream().allMatch(renewal -> renewal.tokenRequests() == 1));
            if (crowd.asked() >= Crowds.MANY) {
                Verdict.OfTarget outcome = ofTarget(ratio);
                summary.target(
                        "p99 during the renewal of 1,000 connections by p99 beside it, at most "
                                + Figures.number(DURING_BY_BESIDE),
                        outcome);
                if (outcome == Verdict.OfTarget.MISSED) {
                    slower.add(title);
                }
            }
        }
        return "| %s (%,d open) | %s | %s | %s | %s ms | %s | %,d | %,d |\n"
                .formatted(
                        title,
                        crowd.open(),
                        join(crowd.renewals().stream()
                                .map(Crowded.Renewal::auths)
                                .toList()),
                        join(crowd.renewals().stream()
                                .map(Crowded.Renewal::tokenRequests)
                                .toList()),
                        join(crowd.renewals().stream()
                                .map(Crowded.Renewal::millisToLast)
                                .toList()),
                        Figures.number(p99(result.outcome().beside())),
                        Figures.number(ratio),
                        crowd.closedAtExpiry(),
                        result.outcome().failures());
    }

    /** By chance is what the static password comes to as well, in any client's process, at the time of a renewal. */
    private Verdict.OfTarget ofTarget(double ratio) {
        if (ratio <= DURING_BY_BESIDE) {
            return Verdict.OfTarget.MET;
        }
        double chance = results.crowds().stream()
                .filter(crowd -> crowd.contender() == Contender.STATIC && crowd.asked() >= Crowds.MANY)
                .flatMap(crowd -> Stream.ofNullable(crowd.result()))
                .mapToDouble(result -> duringByBeside(result.outcome()))
                .max()
                .orElse(0);
        return ratio <= chance ? Verdict.OfTarget.WITHIN_CHANCE : Verdict.OfTarget.MISSED;
    }

    private static double duringByBeside(Outcome outcome) {
        return outcome.during().getTotalCount() == 0 ? Double.NaN : p99(outcome.during()) / p99(outcome.beside());
    }

    private static double p99(Histogram latencies) {
        return latencies.getValueAtPercentile(99) / 1e6;
    }

    private static String join(List<Long> values) {
        return values.isEmpty() ? "–" : values.stream().map("%,d"::formatted).collect(Collectors.joining(", "));
    }
}
