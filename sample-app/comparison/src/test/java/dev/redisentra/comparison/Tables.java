package dev.redisentra.comparison;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Job;

/** What the pages say in numbers, each by the name that a page calls it with. */
final class Tables {
    private static final double ANY = Double.NaN;
    private static final String SHORT =
            "\nThe figures of %s are of a run that was cut short: they prove that the measuring works, and nothing else.\n";
    private static final List<String> CLIENTS =
            Arrays.stream(ClientKind.values()).map(client -> client.title).toList();
    private static final List<String> CONTENDERS =
            Arrays.stream(Contender.values()).map(contender -> contender.title).toList();

    /** What counts of several figures. */
    private enum Of {
        EACH,
        MOST,
        SUM
    }

    /**
     * What each client is to come to.
     *
     * @param low and high, which the values are to be between; not a number where there is nothing to be met
     * @param figures the pattern of their names, with the client's in it
     */
    private record Target(String title, double low, double high, Of of, String figures) {
        String text() {
            return Double.isNaN(high) ? "" : low == high ? number(low) : "≤ " + number(high);
        }
    }

    private static final List<Target> TARGETS = List.of(
            new Target("CPU time of redis-entra, %, the most in any work", 0, 0.5, Of.MOST, "profile/%s/.*/CPU.*"),
            new Target(
                    "bytes for a command or a reply, session",
                    0,
                    0,
                    Of.MOST,
                    "wire/bytes/session/.*: (GET, 100|SET).*"),
            new Target("ns for a GET with its reply, session", ANY, ANY, Of.SUM, "wire/ns/session/.*: GET, 100 B"),
            new Target("the same, the client's own code", ANY, ANY, Of.SUM, "wire/ns/%s/.*: GET, 100 B"),
            new Target("AUTHs for each connection and renewal", 1, 1, Of.EACH, "renewal/%s/redis-entra/AUTHs.*"),
            new Target("the same, client's own support", ANY, ANY, Of.EACH, "renewal/%s/client's.*/AUTHs.*"),
            new Target("token requests for each renewal", 1, 1, Of.EACH, "renewal/%s/redis-entra/token requests"),
            new Target("commands that failed", 0, 0, Of.EACH, "renewal/%s/redis-entra/failed"),
            new Target("the same, client's own support", ANY, ANY, Of.EACH, "renewal/%s/client's.*/failed"),
            new Target(Job.RATIO, 0, 1.2, Of.EACH, "renewal/%s/redis-entra/" + Job.RATIO),
            new Target("the same, client's own support", ANY, ANY, Of.EACH, "renewal/%s/client's.*/" + Job.RATIO),
            new Target(
                    "the same, static password: chance alone", ANY, ANY, Of.EACH, "renewal/%s/static.*/" + Job.RATIO));

    private final Figures figures;

    Tables(Figures figures) {
        this.figures = figures;
    }

    String named(String name) {
        String[] words = name.split(" ", -1);
        String below = String.join("/", words) + "/";
        return switch (words[0]) {
            case "targets" -> targets();
            case "start" ->
                grid(
                        CLIENTS.stream()
                                .flatMap(client -> CONTENDERS.stream().map(contender -> client + "/" + contender))
                                .toList(),
                        List.of("cold start, ms", "warm start, ms", "jars", "MB of jars"),
                        below + "{row}/{column}");
            case "wire" -> grid(figures.below(below + "session/"), figures.below(below), below + "{column}/{row}");
            case "profile" -> grid(figures.below(below), Job.PROFILED, below + "{row}/{column}");
            case "renewal", "work" -> grid(figures.below(below + "redis-entra/"), CONTENDERS, below + "{column}/{row}");
            case "fleet" ->
                grid(figures.below("fleet/100/"), List.of("100", "1000", "10000"), below + "{column}/{row}");
            case "run" ->
                grid(figures.below(below), List.of("JDK", "processors", "pace", "seconds"), below + "{row}/{column}");
            default -> throw new IllegalArgumentException("No table has the name " + name);
        };
    }

    private String grid(List<String> rows, List<String> columns, String template) {
        return head(columns)
                + rows.stream()
                        .map(row -> row(
                                row.replace("/", ", "),
                                columns.stream()
                                        .map(column -> cell(
                                                template.replace("{row}", row).replace("{column}", column)))))
                        .collect(Collectors.joining());
    }

    private static String head(List<String> columns) {
        return row("", columns.stream()) + row("---", columns.stream().map(column -> "---:"));
    }

    private static String row(String title, Stream<String> cells) {
        return Stream.concat(Stream.of(title), cells).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** The median, with the lowest and the highest. */
    private String cell(String name) {
        String range = range(figures.all(name));
        return range.contains(" to ") ? "%s (%s)".formatted(number(figures.one(name)), range) : range;
    }

    private static String range(double... values) {
        String low = number(DoubleStream.of(values).min().orElse(ANY));
        String high = number(DoubleStream.of(values).max().orElse(ANY));
        return low.equals(high) ? low : low + " to " + high;
    }

    /** To three digits. */
    private static String number(double value) {
        String format = Math.abs(value) >= 100 || value == Math.rint(value) ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
    }

    private double[] values(Target target, String client) {
        DoubleStream all = figures.matching(target.figures.formatted(client));
        return switch (target.of) {
            case EACH -> all.toArray();
            case MOST -> all.max().stream().toArray();
            case SUM -> all.reduce(Double::sum).stream().toArray();
        };
    }

    /** What misses its target is in bold. */
    private String targets() {
        String rows = TARGETS.stream()
                .map(target -> row(
                        target.title,
                        Stream.concat(
                                Stream.of(target.text()),
                                CLIENTS.stream().map(client -> against(target, values(target, client))))))
                .collect(Collectors.joining());
        String cutShort = figures.below("run/").stream()
                .filter(part -> figures.one("run/%s/pace".formatted(part)) < 1)
                .collect(Collectors.joining(", "));
        return head(Stream.concat(Stream.of("target"), CLIENTS.stream()).toList())
                + rows
                + (cutShort.isEmpty() ? "" : SHORT.formatted(cutShort));
    }

    private static String against(Target target, double[] values) {
        boolean misses = DoubleStream.of(values).anyMatch(value -> value < target.low || value > target.high);
        return misses ? "**%s**".formatted(range(values)) : range(values);
    }
}
