package dev.redisentra.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;
import org.opentest4j.AssertionFailedError;

/**
 * What is known of each client in each mode: {@code docs/compatibility.tsv}, a line for each, and {@code
 * docs/compatibility.md}, the same as tables. A run compares its verdicts with them; with {@code
 * -Dredisentra.compatibility.write=true} it writes them instead, and in the long form their figures, too.
 */
final class Compatibility {
    private static final boolean WRITE = Boolean.getBoolean("redisentra.compatibility.write");
    private static final boolean LONG = Boolean.getBoolean("redisentra.contract.long");

    /** To go on where a run was cut short, or a mode is new. */
    private static final boolean MISSING = Boolean.getBoolean("redisentra.compatibility.missing");

    private static final Path FILE = Path.of("..", "docs", "compatibility.tsv");

    /** One client in one setting. */
    record Column(Protocol protocol, Topology topology, String client, Way way) {
        String line(Mode mode) {
            return String.join("\t", protocol.name(), topology.name(), client, way.name(), mode.name());
        }
    }

    private Compatibility() {}

    /** The client that a test is about: its package ends in its name. */
    static String clientOf(Class<?> test) {
        String name = test.getPackageName();
        name = name.substring(name.lastIndexOf('.') + 1);
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** What is to be tried; with {@code -Dredisentra.compatibility.missing=true} what is not known yet. */
    static synchronized Stream<Mode> modes(Column column) {
        Map<String, Cell> known = MISSING ? read() : Map.of();
        return Mode.in(column.topology())
                .filter(mode ->
                        known.getOrDefault(column.line(mode), Cell.EMPTY).equals(Cell.EMPTY));
    }

    /** Compares one column's verdicts; figures differ from run to run. */
    static synchronized void confirm(Column column, Map<Mode, Cell> found) {
        Map<String, Cell> known = read();
        List<String> differences = new ArrayList<>();
        found.forEach((mode, cell) -> {
            Cell before = known.getOrDefault(column.line(mode), Cell.EMPTY);
            boolean differs = !before.verdict().equals(cell.verdict());
            if (WRITE && (LONG || differs)) {
                record(column, mode, LONG ? cell : cell.verdict());
            } else if (differs) {
                differences.add("%s: the page says '%s', this run '%s'".formatted(mode, before, cell));
            }
        });
        if (WRITE) {
            return;
        }
        differences.addAll(new CompatibilityPage(known).differences());
        if (!differences.isEmpty()) {
            throw new AssertionFailedError(String.join("\n", differences));
        }
    }

    /** Writes one cell. */
    static synchronized void record(Column column, Mode mode, Cell cell) {
        Map<String, Cell> known = read();
        known.put(column.line(mode), cell);
        write(known);
        new CompatibilityPage(known).write();
    }

    private static Map<String, Cell> read() {
        Map<String, Cell> known = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(FILE)) {
                int end = line.lastIndexOf('\t');
                known.put(line.substring(0, end), new Cell(line.substring(end + 1)));
            }
            return known;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Map<String, Cell> known) {
        List<String> lines = new ArrayList<>();
        known.forEach((key, cell) -> lines.add(key + "\t" + cell));
        try {
            Files.write(FILE, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
