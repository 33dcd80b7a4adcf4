package dev.redisentra.comparison;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Job;

/** What the pages say in numbers, each by the name that a page calls it with. */
final class Tables {
    private static final double ANY = Double.NaN;
    private static final String NONE = "–";
    private static final String SHORT =
            "\nThese figures are of a run that was cut short: they prove that the measuring works, and nothing else.\n";
    private static final List<String> CLIENTS =
            Arrays.stream(ClientKind.values()).map(client -> client.title).toList();
    private static final List<String> CONTENDERS =
            Arrays.stream(Contender.values()).map(contender -> contender.title).toList();

    private final Figures figures;

    /**
     * What each client is to come to.
     *
     * @param low and high, which the values are to be between; not a number where there is nothing to be met
     */
    private record Target(String title, double low, double high, Function<String, double[]> values) {
        String missedBy(double[] actual) {
            return DoubleStream.of(actual).anyMatch(value -> value < low || value > high) ? range(actual) : "";
        }

        String text() {
            return Double.isNaN(high) ? "" : low == high ? number(low) : "≤ " + number(high);
        }
    }

    private final List<Target> targets = List.of(
            new Target(
                    "CPU time of redis-entra, %, the most in any kind of work",
                    0, 0.5, client -> most("profile/%s/.*/CPU time, %%".formatted(client))),
            new Target(
                    "bytes that the session allocates for a command or a reply",
                    0,
                    0,
                    client -> most("wire/bytes/session/.*: (GET, 100|SET).*")),
            new Target("ns for a GET with its reply, session", ANY, ANY, client -> get("session")),
            new Target("the same, the client's own code", ANY, ANY, this::get),
            new Target(
                    "AUTHs for each connection and renewal",
                    1,
                    1,
                    client -> renewal(client, Contender.OURS, "AUTHs for each connection")),
            new Target(
                    "the same, client's own support",
                    ANY,
                    ANY,
                    client -> renewal(client, Contender.OWN_SUPPORT, "AUTHs for each connection")),
            new Target(
                    "token requests for each renewal",
                    1,
                    1,
                    client -> renewal(client, Contender.OURS, "token requests")),
            new Target("commands that failed", 0, 0, client -> renewal(client, Contender.OURS, "failed")),
            new Target(
                    "the same, client's own support",
                    ANY,
                    ANY,
                    client -> renewal(client, Contender.OWN_SUPPORT, "failed")),
            new Target(
                    "p99 at a renewal by p99 at other times",
                    0,
                    1.2,
                    client -> renewal(client, Contender.OURS, Job.RATIO)),
            new Target(
                    "the same, static password: chance alone",
                    ANY,
                    ANY,
                    client -> renewal(client, Contender.STATIC, Job.RATIO)));

    Tables(Figures figures) {
        this.figures = figures;
    }

    String named(String name) {
        String[] words = name.split(" ", -1);
        return switch (words[0]) {
            case "targets" -> targets();
            case "misses" -> misses();
            case "starts" ->
                grid(
                        CLIENTS.stream()
                                .flatMap(client -> CONTENDERS.stream().map(contender -> client + ", " + contender))
                                .toList(),
                        List.of("cold start, ms", "warm start, ms", "jars", "MB of jars"),
                        "start/{column}/{row}");
            case "wire" ->
                grid(
                        figures.below("wire/%s/session/".formatted(words[1])),
                        Stream.concat(Stream.of("session"), CLIENTS.stream()).toList(),
                        "wire/%s/{column}/{row}".formatted(words[1]));
            case "profile" ->
                grid(
                        figures.below("profile/%s/".formatted(words[1])),
                        Job.PROFILED,
                        "profile/%s/{row}/{column}".formatted(words[1]));
            case "renewal", "work" ->
                grid(
                        figures.below("%s/%s/redis-entra/".formatted(words[0], words[1])),
                        CONTENDERS,
                        "%s/%s/{column}/{row}".formatted(words[0], words[1]));
            case "fleet" -> grid(figures.below("fleet/100/"), List.of("100", "1000", "10000"), "fleet/{column}/{row}");
            case "run" ->
                grid(figures.below("run/"), List.of("JDK", "processors", "pace", "seconds"), "run/{row}/{column}");
            default -> throw new IllegalArgumentException("No table has the name " + name);
        };
    }

    private String grid(List<String> rows, List<String> columns, String template) {
        return head(columns)
                + rows.stream()
                        .map(row -> row(
                                row,
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

    private static String range(double[] values) {
        String low = number(DoubleStream.of(values).min().orElse(ANY));
        String high = number(DoubleStream.of(values).max().orElse(ANY));
        return low.equals(high) ? low : low + " to " + high;
    }

    /** To three digits. */
    private static String number(double value) {
        String format = Math.abs(value) >= 100 || value == Math.rint(value) ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
        return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, format, value);
    }

    private double[] most(String pattern) {
        return figures.matching(pattern).max().stream().toArray();
    }

    private double[] get(String who) {
        double sum =
                figures.matching("wire/ns/%s/.*: GET, 100 B".formatted(who)).sum();
        return sum == 0 ? new double[0] : new double[] {sum};
    }

    private double[] renewal(String client, Contender contender, String figure) {
        return figures.all("renewal/%s/%s/%s".formatted(client, contender.title, figure));
    }

    private String targets() {
        return head(Stream.concat(Stream.of("target"), CLIENTS.stream()).toList())
                + targets.stream()
                        .map(target -> row(
                                target.title,
                                Stream.concat(
                                        Stream.of(target.text()),
                                        CLIENTS.stream().map(client -> range(target.values.apply(client))))))
                        .collect(Collectors.joining());
    }

    private String misses() {
        String misses = targets.stream()
                .flatMap(target -> CLIENTS.stream()
                        .filter(client ->
                                !target.missedBy(target.values.apply(client)).isEmpty())
                        .map(client -> "- %s: %s: %s\n"
                                .formatted(client, target.title, target.missedBy(target.values.apply(client)))))
                .collect(Collectors.joining());
        boolean whole = figures.matching("run/.*/pace").allMatch(pace -> pace >= 1);
        return (misses.isEmpty() ? "Nothing.\n" : misses) + (whole ? "" : SHORT);
    }
}
