package dev.redisentra.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import dev.redisentra.core.config.Protocol;
import org.opentest4j.AssertionFailedError;

/**
 * {@code docs/compatibility.md}: a table for each protocol, a row for each mode, a column for each client. What a run
 * finds has to be what the page says; with {@code -Dredisentra.compatibility.write=true} it is written there instead.
 */
final class CompatibilityPage {
    static final String KEPT = "kept";

    private static final boolean WRITE = Boolean.getBoolean("redisentra.compatibility.write");
    private static final Path FILE = Path.of("..", "docs", "compatibility.md");

    private CompatibilityPage() {}

    /** Compares one client's column. */
    static synchronized void check(String client, Protocol protocol, Map<Mode, String> found) {
        List<String> lines = new ArrayList<>(read());
        int table = lines.indexOf("## " + protocol) + 2;
        int column = cells(lines.get(table)).indexOf(client);
        List<String> differences = new ArrayList<>();
        for (int row = table + 2; row < lines.size() && lines.get(row).startsWith("|"); row++) {
            List<String> cells = cells(lines.get(row));
            found.forEach((mode, cell) -> {
                if (cells.get(0).equals(mode.toString()) && !cells.get(column).equals(cell)) {
                    differences.add("%s, %s: the page says '%s', this run '%s'"
                            .formatted(client, mode, cells.get(column), cell));
                    cells.set(column, cell);
                }
            });
            lines.set(row, "| " + String.join(" | ", cells) + " |");
        }
        if (WRITE) {
            write(lines);
        } else if (!differences.isEmpty()) {
            throw new AssertionFailedError(String.join("\n", differences));
        }
    }

    private static List<String> cells(String row) {
        return new ArrayList<>(Arrays.stream(row.substring(1, row.length() - 1).split("\\|", -1))
                .map(String::strip)
                .toList());
    }

    private static List<String> read() {
        try {
            return Files.readAllLines(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(List<String> lines) {
        try {
            Files.write(FILE, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
