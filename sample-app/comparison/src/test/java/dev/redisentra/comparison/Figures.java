package dev.redisentra.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** All figures by their names, levels between slashes, as comparison.json has them: one number, or several of the same thing. */
public final class Figures {
    private static final Pattern LINE = Pattern.compile("\\s*\"([^\"]+)\": \\[([^]]*)],?");

    private final NavigableMap<String, double[]> values = new TreeMap<>();

    static Figures load(Path file) throws IOException {
        Figures figures = new Figures();
        if (Files.exists(file)) {
            figures.read(Files.readAllLines(file).stream());
        }
        return figures;
    }

    void save(Path file) throws IOException {
        Files.writeString(file, "{\n  " + lines().collect(Collectors.joining(",\n  ")) + "\n}\n");
    }

    /** Takes what another process wrote, or a file; lines of another kind are passed over. */
    void read(Stream<String> lines) {
        lines.map(LINE::matcher)
                .filter(Matcher::matches)
                .forEach(line -> values.put(
                        line.group(1),
                        Arrays.stream(line.group(2).split(", ", -1))
                                .mapToDouble(Double::parseDouble)
                                .toArray()));
    }

    public Stream<String> lines() {
        return values.entrySet().stream()
                .map(entry -> "\"%s\": [%s]"
                        .formatted(
                                entry.getKey(),
                                Arrays.stream(entry.getValue())
                                        .mapToObj(Figures::written)
                                        .collect(Collectors.joining(", "))));
    }

    /** Whole numbers as they are, others to four digits: more would be noise. */
    private static String written(double value) {
        return value == Math.rint(value) || Math.abs(value) >= 10_000
                ? "%.0f".formatted(value)
                : "%s".formatted(Double.parseDouble(String.format(Locale.ROOT, "%.4g", value)));
    }

    public void put(String name, double... numbers) {
        if (DoubleStream.of(numbers).allMatch(Double::isFinite) && numbers.length > 0) {
            values.put(name, numbers);
        }
    }

    public void put(String name, long number) {
        put(name, (double) number);
    }

    public void add(String name, double number) {
        put(
                name,
                DoubleStream.concat(DoubleStream.of(all(name)), DoubleStream.of(number))
                        .toArray());
    }

    /** Of all whose names match. */
    DoubleStream matching(String pattern) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().matches(pattern))
                .flatMapToDouble(entry -> DoubleStream.of(entry.getValue()));
    }

    Stream<String> names() {
        return values.keySet().stream();
    }

    double[] all(String name) {
        return values.getOrDefault(name, new double[0]);
    }

    /** The median of several; not a number where there is none. */
    double one(String name) {
        double[] sorted = DoubleStream.of(all(name)).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length == 0
                ? Double.NaN
                : sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** The names of one level, below a prefix that ends with a slash. */
    public List<String> below(String prefix) {
        return values.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()).split("/", -1)[0])
                .distinct()
                .toList();
    }
}
