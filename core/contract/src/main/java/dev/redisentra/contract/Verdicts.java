package dev.redisentra.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.redisentra.contract.Compatibility.Column;

/** What is known of each client in each mode. A mode that has not been tried yet has no verdict. */
final class Verdicts {
    private final Map<Column, Map<Mode, Verdict>> known = new HashMap<>();

    /** @throws IllegalStateException which names file and line, if a line is none */
    static Verdicts read(Path file) {
        Verdicts verdicts = new Verdicts();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            try {
                verdicts.take(i == 0, lines.get(i));
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException("%s, line %d: %s".formatted(file, i + 1, e.getMessage()), e);
            }
        }
        return verdicts;
    }

    private void take(boolean first, String text) {
        if (!first) {
            CompatibilityLine line = CompatibilityLine.parse(text);
            if (get(line.column(), line.mode()).isPresent()) {
                throw new IllegalArgumentException("there is such a line already");
            }
            put(line.column(), line.mode(), line.verdict());
        } else if (!text.equals(CompatibilityLine.HEADER)) {
            throw new IllegalArgumentException("it should be '%s'".formatted(CompatibilityLine.HEADER));
        }
    }

    void write(Path file) {
        Stream<String> lines = known.entrySet().stream()
                .flatMap(column -> column.getValue().entrySet().stream()
                        .map(mode -> new CompatibilityLine(column.getKey(), mode.getKey(), mode.getValue())))
                .map(CompatibilityLine::toString)
                .sorted();
        try {
            Files.write(
                    file,
                    Stream.concat(Stream.of(CompatibilityLine.HEADER), lines).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<Verdict> get(Column column, Mode mode) {
        return Optional.ofNullable(known.getOrDefault(column, Map.of()).get(mode));
    }

    void put(Column column, Mode mode, Verdict verdict) {
        known.computeIfAbsent(column, unknown -> new EnumMap<>(Mode.class)).put(mode, verdict);
    }

    /** Whether it is not what is known. How much of a mode was kept differs from run to run and does not count. */
    boolean differs(Column column, Mode mode, Verdict verdict) {
        return !get(column, mode).map(Verdict::uncounted).equals(Optional.of(verdict.uncounted()));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
