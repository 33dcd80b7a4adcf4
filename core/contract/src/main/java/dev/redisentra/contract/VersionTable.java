package dev.redisentra.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.redisentra.contract.Compatibility.Column;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;

/**
 * {@code docs/versions.tsv}: which versions of the clients are tried, with what beside them, and how many of the modes
 * that each has are kept in each setting. Its first columns and the remark are written by hand, the others by {@code
 * .ci/versions}.
 */
final class VersionTable {
    private static final Pattern TAB = Pattern.compile("\t");

    /** A hyphen stands for what there is not. */
    private static final String NOTHING = "-";

    private static final List<String> BY_HAND = List.of("client", "version", "netty", "boot");
    private static final String REMARK = "remark";

    private final String header;
    private final List<String[]> lines;

    private VersionTable(String header, List<String[]> lines) {
        this.header = header;
        this.lines = lines;
    }

    /** @throws IllegalStateException if the file has other columns, or a line more or less of them */
    static VersionTable read(Path file) {
        String header = String.join("\t", header());
        List<String> text;
        try {
            text = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (text.isEmpty() || !text.get(0).equals(header)) {
            throw new IllegalStateException("%s should begin with '%s'".formatted(file, header));
        }
        List<String[]> lines = new ArrayList<>();
        for (String line : text.subList(1, text.size())) {
            String[] fields = TAB.split(line, -1);
            if (fields.length != header().size()) {
                throw new IllegalStateException("%s: '%s' has %d columns".formatted(file, line, fields.length));
            }
            lines.add(fields);
        }
        return new VersionTable(header, lines);
    }

    private static List<String> header() {
        return Stream.of(BY_HAND.stream(), settings(), Stream.of(REMARK))
                .flatMap(columns -> columns)
                .toList();
    }

    private static Stream<String> settings() {
        return Arrays.stream(Protocol.values())
                .flatMap(protocol -> Arrays.stream(Topology.values()).map(topology -> setting(protocol, topology)));
    }

    private static String setting(Protocol protocol, Topology topology) {
        return protocol + ", " + topology.name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalStateException if no line is about this version */
    void put(Column column, String version, long kept, long tried) {
        String[] line = lines.stream()
                .filter(fields -> fields[0].equals(column.client()) && fields[1].equals(version))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no line is about %s %s: add one".formatted(column.client(), version)));
        line[header().indexOf(setting(column.protocol(), column.topology()))] = "%d of %d".formatted(kept, tried);
    }

    void write(Path file) {
        try {
            Files.write(
                    file,
                    Stream.concat(Stream.of(header), lines.stream().map(fields -> String.join("\t", fields)))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For the page. */
    List<String> rows() {
        List<String> rows = new ArrayList<>();
        rows.add(CompatibilityPage.row(
                "",
                Stream.of(Stream.of("Netty", "Spring Boot"), settings(), Stream.of(""))
                        .flatMap(cells -> cells)));
        rows.add(CompatibilityPage.row("---", header().stream().skip(2).map(column -> "---")));
        for (String[] fields : lines) {
            rows.add(CompatibilityPage.row(
                    "%s %s".formatted(fields[0], plain(fields[1])),
                    Arrays.stream(fields).skip(2).map(VersionTable::plain)));
        }
        return rows;
    }

    private static String plain(String field) {
        return field.equals(NOTHING) ? "" : field.replaceFirst("\\.(RELEASE|Final)$", "");
    }
}
