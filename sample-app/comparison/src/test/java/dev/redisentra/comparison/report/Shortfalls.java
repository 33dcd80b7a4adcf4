package dev.redisentra.comparison.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Collectors;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Profile.Part;
import dev.redisentra.comparison.work.Segment;

/** Rows that came out worse than they should, of one kind, each with its reason; those of one reason together. */
final class Shortfalls {
    /**
     * One of them.
     *
     * @param ratio ours by what it is held against
     */
    private record Row(Cell cell, Segment segment, Metric metric, Spread ratio) {
        String text() {
            return "%s, %s, %s: %s".formatted(cell.title(), segment.name(), metric.title(), Figures.ratio(ratio));
        }
    }

    private final Results results;
    private final Map<List<Object>, List<Row>> byReason = new LinkedHashMap<>();

    Shortfalls(Results results) {
        this.results = results;
    }

    void add(Cell cell, Segment segment, Metric metric, Spread ratio) {
        String reason =
                Reasons.of(cell.client(), metric, segment.work()).orElseGet(() -> fromProfile(cell, segment, metric));
        byReason.computeIfAbsent(List.of(cell.client(), metric, reason), key -> new ArrayList<>())
                .add(new Row(cell, segment, metric, ratio));
    }

    private String fromProfile(Cell cell, Segment segment, Metric metric) {
        return switch (metric) {
            case CPU, THROUGHPUT -> fromProfile(cell, segment, "takes %s of the CPU time", Profiles.Profiled::time);
            case ALLOCATION -> fromProfile(cell, segment, "makes %s of the allocations", Profiles.Profiled::allocation);
            case P50 -> Reasons.NOT_KNOWN;
            case P99, P999, MAX -> besideABystander(cell, metric);
        };
    }

    private String besideABystander(Cell cell, Metric metric) {
        return results.cells().stream()
                .filter(measured -> measured.cell().equals(cell))
                .map(Measured::lateness)
                .filter(lateness -> lateness.getTotalCount() > 0)
                .map(lateness -> Reasons.NOT_KNOWN
                        + " A thread with nothing to do came late by %s at the same percentile."
                                .formatted(Figures.millis(lateness, metric.percentile())))
                .findFirst()
                .orElse(Reasons.NOT_KNOWN);
    }

    private String fromProfile(
            Cell cell, Segment segment, String does, ToDoubleBiFunction<Profiles.Profiled, Part> share) {
        OptionalDouble largest = results.profiles().stream()
                .filter(profiled -> profiled.client() == cell.client() && profiled.contender() == Contender.OURS)
                .filter(profiled -> results.work(profiled.work()) == segment.work())
                .mapToDouble(profiled -> share.applyAsDouble(profiled, Part.REDIS_ENTRA))
                .max();
        return largest.isEmpty()
                ? Reasons.NOT_KNOWN
                : "By the profile below redis-entra itself %s of such work at most. What is more is what it makes others do, or chance."
                        .formatted(does.formatted(Figures.percent(largest.getAsDouble())));
    }

    /** Nothing where there are none. */
    String text(String title) {
        return byReason.isEmpty()
                ? ""
                : byReason.entrySet().stream()
                        .map(entry -> "- %s. %s"
                                .formatted(
                                        text(entry.getValue()), entry.getKey().get(2)))
                        .collect(Collectors.joining("\n", "\n%s, and why:\n\n".formatted(title), "\n"));
    }

    private static String text(List<Row> rows) {
        Row first = rows.get(0);
        if (rows.size() == 1) {
            return first.text();
        }
        ClientKind client = first.cell().client();
        Spread medians =
                Spread.of(rows.stream().map(row -> row.ratio().median()).toList());
        return String.format(
                Locale.ROOT,
                "%s, %s, %d rows: %.3f to %.3f",
                client.title(),
                first.metric().title(),
                rows.size(),
                medians.low(),
                medians.high());
    }
}
