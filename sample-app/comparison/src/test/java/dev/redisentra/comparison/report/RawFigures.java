package dev.redisentra.comparison.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Outcome;
import dev.redisentra.comparison.work.Profile.Part;
import dev.redisentra.comparison.work.Segment;
import org.HdrHistogram.Histogram;

/** Everything measured, round by round, for whoever wants to judge for themselves. */
final class RawFigures {
    private RawFigures() {}

    static String json(Results results) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("extent", results.extent());
        all.put("jdk", results.jdk());
        all.put("processors", results.processors());
        all.put("minutes", results.minutes());
        all.put("cells", results.cells().stream().map(RawFigures::cell).toList());
        all.put("connections", results.crowds().stream().map(RawFigures::crowd).toList());
        all.put(
                "threeClientsInOneProcess",
                results.households().stream().map(RawFigures::household).toList());
        all.put("starts", results.starts().stream().map(RawFigures::start).toList());
        all.put("profiles", results.profiles().stream().map(RawFigures::profile).toList());
        Map<String, Object> closures = new LinkedHashMap<>();
        results.closures().forEach((key, closure) -> closures.put(key, List.of(closure.jars(), closure.bytes())));
        all.put("closuresJarsAndBytes", closures);
        return Json.of(all);
    }

    private static Map<String, Object> cell(Measured measured) {
        Map<String, Object> cell = new LinkedHashMap<>();
        cell.put("client", measured.cell().client().title());
        cell.put("topology", measured.cell().shape());
        cell.put("protocol", measured.cell().protocol().toString());
        cell.put("renewals", measured.cell().renews());
        List<Object> work = new ArrayList<>();
        for (Segment segment : measured.segments()) {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("work", segment.name());
            for (Contender contender : Contender.values()) {
                figures.put(contender.title(), segment(measured, contender, segment));
            }
            work.add(figures);
        }
        cell.put("work", work);
        cell.put("latenessOfAnIdleThread p50, p99, p99.9, max ms", percentiles(measured.lateness()));
        Map<String, Object> server = new LinkedHashMap<>();
        for (Contender contender : Contender.values()) {
            server.put(contender.title(), server(measured.turns(contender)));
        }
        cell.put("serverSide", server);
        return cell;
    }

    private static Map<String, Object> segment(Measured measured, Contender contender, Segment segment) {
        Map<String, Object> figures = new LinkedHashMap<>();
        for (Metric metric : Metric.values()) {
            if (metric.appliesTo(segment)) {
                figures.put(metric.title() + " " + metric.unit(), measured.perRound(contender, segment, metric));
            }
        }
        long failures = 0;
        long lost = 0;
        Object first = null;
        for (Outcome outcome : measured.outcomes(contender, segment)) {
            if (outcome != null) {
                failures += outcome.failures();
                lost += outcome.lost();
                first = first == null ? outcome.firstFailure() : first;
            }
        }
        figures.put("failures", failures);
        figures.put("lost", lost);
        if (first != null) {
            figures.put("firstFailure", first);
        }
        if (segment.tellsLatency()) {
            Histogram beside = measured.merged(contender, segment, Outcome::beside);
            Histogram during = measured.merged(contender, segment, Outcome::during);
            figures.put("besideRenewals p50, p99, p99.9, max ms", percentiles(beside));
            figures.put("duringRenewals p50, p99, p99.9, max ms", percentiles(during));
        }
        return figures;
    }

    private static List<Object> percentiles(Histogram histogram) {
        return histogram.getTotalCount() == 0
                ? List.of()
                : List.of(
                        histogram.getValueAtPercentile(50) / 1e6,
                        histogram.getValueAtPercentile(99) / 1e6,
                        histogram.getValueAtPercentile(99.9) / 1e6,
                        histogram.getMaxValue() / 1e6);
    }

    private static Map<String, Object> server(List<Turn> turns) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("connectionsOpened", counts(turns, Server.Counts::connectionsOpened));
        figures.put("auths", counts(turns, Server.Counts::auths));
        figures.put("authsRefused", counts(turns, Server.Counts::authsRefused));
        figures.put("closedAtExpiry", counts(turns, Server.Counts::closedAtExpiry));
        figures.put("tokenRequests", counts(turns, Server.Counts::tokenRequests));
        figures.put(
                "unfinished",
                turns.stream()
                        .map(Turn::failure)
                        .filter(failure -> failure != null)
                        .toList());
        return figures;
    }

    private static List<Long> counts(List<Turn> turns, Function<Server.Counts, Long> reading) {
        return turns.stream().map(Turn::counts).map(reading).toList();
    }

    private static Map<String, Object> crowd(Crowded crowd) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("client", crowd.client().title());
        figures.put("contender", crowd.contender().title());
        figures.put("asked", crowd.asked());
        figures.put("open", crowd.open());
        if (crowd.result() != null) {
            figures.put("heapBytes", crowd.result().heapBytes());
            figures.put("threads", crowd.result().threads());
            figures.put("openMillis", crowd.result().openMillis());
            figures.put("failures", crowd.result().outcome().failures());
            figures.put(
                    "besideRenewals p50, p99, p99.9, max ms",
                    percentiles(crowd.result().outcome().beside()));
            figures.put(
                    "duringRenewals p50, p99, p99.9, max ms",
                    percentiles(crowd.result().outcome().during()));
        }
        figures.put("unfinished", crowd.failure());
        figures.put("closedAtExpiry", crowd.closedAtExpiry());
        figures.put(
                "renewals: token requests, auths, ms to the last",
                crowd.renewals().stream()
                        .map(renewal -> List.of(renewal.tokenRequests(), renewal.auths(), renewal.millisToLast()))
                        .toList());
        return figures;
    }

    private static Map<String, Object> household(Shared.Household household) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("contender", household.contender().title());
        figures.put("tokens", household.result().tokens());
        figures.put("requests", household.requests());
        figures.put("commands", household.result().commands());
        figures.put("failures", household.result().failures());
        return figures;
    }

    private static Map<String, Object> start(Starts.Start start) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("client", start.client().title());
        figures.put("contender", start.contender().title());
        figures.put("coldMillis", start.cold());
        figures.put("warmMillis", start.warm());
        return figures;
    }

    private static Map<String, Object> profile(Profiles.Profiled profiled) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("client", profiled.client().title());
        figures.put("contender", profiled.contender().title());
        figures.put("work", profiled.work());
        figures.put("cpuMicrosPerOperation", profiled.result().cpuMicros());
        for (Part part : Part.values()) {
            figures.put("CPU samples " + part, profiled.result().time().getOrDefault(part, 0L));
            figures.put(
                    "allocation samples " + part,
                    profiled.result().allocations().getOrDefault(part, 0L));
        }
        return figures;
    }
}
