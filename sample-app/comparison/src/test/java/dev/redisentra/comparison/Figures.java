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
    private static final Pattern TOPIC = Pattern.compile("[^/]+/[^/]+/");

    private final NavigableMap<String, double[]> values = new TreeMap<>();

    static Figures load(Path file) throws IOException {
        Figures figures = new Figures();
        figures.read(Files.readAllLines(file));
        return figures;
    }

    void save(Path file) throws IOException {
        Files.writeString(file, "{\n  " + lines().collect(Collectors.joining(",\n  ")) + "\n}\n");
    }

    /** Adds what another process wrote, or a file; lines of another kind are passed over. */
    void read(List<String> lines) {
        lines.stream()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .forEach(line -> add(
                        line.group(1),
                        Arrays.stream(line.group(2).split(", ", -1))
                                .mapToDouble(Double::parseDouble)
                                .toArray()));
    }

    public Stream<String> lines() {
        return values.entrySet().stream()
                .map(entry -> DoubleStream.of(entry.getValue())
                        .mapToObj(Figures::written)
                        .collect(Collectors.joining(", ", "\"%s\": [".formatted(entry.getKey()), "]")));
    }

    /** Whole numbers as they are, others to four digits: more would be noise. */
    private static String written(double value) {
        return value == Math.rint(value) || Math.abs(value) >= 10_000
                ? "%.0f".formatted(value)
                : "%s".formatted(Double.parseDouble(String.format(Locale.ROOT, "%.4g", value)));
    }

    public void add(String name, double... numbers) {
        double[] all = DoubleStream.concat(DoubleStream.of(all(name)), DoubleStream.of(numbers))
                .filter(Double::isFinite)
                .toArray();
        if (all.length > 0) {
            values.put(name, all);
        }
    }

    public void add(String name, long number) {
        add(name, (double) number);
    }

    /** Puts what was measured in the place of all that there was on the same topics, which are the first two levels. */
    void replace(Figures measured) {
        values.keySet()
                .removeIf(name -> measured.values.keySet().stream()
                        .anyMatch(other -> topic(other).equals(topic(name))));
        values.putAll(measured.values);
    }

    private static String topic(String name) {
        Matcher topic = TOPIC.matcher(name);
        return topic.lookingAt() ? topic.group() : name;
    }

    /** Those that match and have another median here: by more than a twentieth. */
    List<String> differing(Figures others, String pattern) {
        return values.keySet().stream()
                .filter(name -> name.matches(pattern) && others.values.containsKey(name))
                .filter(name -> Math.abs(one(name) - others.one(name)) > Math.abs(one(name)) / 20)
                .map(name -> "%s: %s, %s".formatted(name, written(one(name)), written(others.one(name))))
                .toList();
    }

    /** Of all whose names match. */
    DoubleStream matching(String pattern) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().matches(pattern))
                .flatMapToDouble(entry -> DoubleStream.of(entry.getValue()));
    }

    double[] all(String name) {
        return values.getOrDefault(name, new double[0]);
    }

    /** The median of several; not a number where there is none. */
    double one(String name) {
        return median(all(name));
    }

    /** Not a number of none. */
    public static double median(double... numbers) {
        double[] sorted = DoubleStream.of(numbers).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length == 0
                ? Double.NaN
                : sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** The names of one level, below a prefix that ends with a slash. */
    List<String> below(String prefix) {
        return values.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()).split("/", -1)[0])
                .distinct()
                .toList();
    }
}
