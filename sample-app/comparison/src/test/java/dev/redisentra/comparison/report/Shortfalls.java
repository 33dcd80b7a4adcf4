package dev.redisentra.comparison.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    private final List<Profiles.Profiled> profiles;
    private final Map<List<Object>, List<Row>> byReason = new LinkedHashMap<>();

    Shortfalls(List<Profiles.Profiled> profiles) {
        this.profiles = profiles;
    }

    void add(Cell cell, Segment segment, Metric metric, Spread ratio) {
        String reason = Reasons.of(cell.client(), metric, segment.work()).orElseGet(() -> fromProfile(cell, metric));
        byReason.computeIfAbsent(List.of(cell.client(), metric, reason), key -> new ArrayList<>())
                .add(new Row(cell, segment, metric, ratio));
    }

    private String fromProfile(Cell cell, Metric metric) {
        double largest = profiles.stream()
                .filter(profiled -> profiled.client() == cell.client() && profiled.contender() == Contender.OURS)
                .mapToDouble(profiled -> profiled.time(Part.REDIS_ENTRA))
                .max()
                .orElse(Double.NaN);
        return Double.isNaN(largest) || (metric != Metric.CPU && metric != Metric.THROUGHPUT)
                ? "No cause known."
                : "By the profile below redis-entra itself takes %s of the CPU time at most. What is more is not of its code."
                        .formatted(Figures.percent(largest));
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
