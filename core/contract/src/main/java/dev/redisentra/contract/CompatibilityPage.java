package dev.redisentra.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import dev.redisentra.contract.Compatibility.Column;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;

/**
 * The tables of {@code docs/compatibility.md}, each under its heading: a summary; then for each protocol a row for each
 * mode, two columns for each client, and one cell for both topologies. The prose around them is written by hand.
 */
final class CompatibilityPage {
    private static final Path FILE = Path.of("..", "docs", "compatibility.md");
    private static final List<String> CLIENTS = List.of("Lettuce", "Jedis", "Redisson");

    private final Map<String, Cell> known;
    private final List<String> before = read();
    private final List<String> after = new ArrayList<>(before);

    /**
     * The page as it should be.
     *
     * @param known the cells, by {@link Column#line}
     */
    CompatibilityPage(Map<String, Cell> known) {
        this.known = known;
        put("## In short", summary());
        for (Protocol protocol : Protocol.values()) {
            put("## " + protocol, table(protocol));
        }
    }

    /** Where the page is not what is known. */
    List<String> differences() {
        return after.stream()
                .filter(line -> line.startsWith("|") && !before.contains(line))
                .map(line -> "the page has no row '" + line + "'")
                .toList();
    }

    void write() {
        if (after.equals(before)) {
            return;
        }
        try {
            Files.write(FILE, after);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the place of the first table below the heading. */
    private void put(String heading, List<String> table) {
        int at = after.indexOf(heading);
        if (at < 0) {
            throw new IllegalStateException(FILE + " has no heading '" + heading + "'");
        }
        while (!after.get(at).startsWith("|")) {
            at++;
        }
        while (at < after.size() && after.get(at).startsWith("|")) {
            after.remove(at);
        }
        after.addAll(at, table);
    }

    private List<String> summary() {
        List<String> rows = new ArrayList<>();
        rows.add(row("", CLIENTS.stream()));
        rows.add(row("---", CLIENTS.stream().map(client -> "---")));
        for (Way way : Way.values()) {
            for (Protocol protocol : Protocol.values()) {
                for (Topology topology : Topology.values()) {
                    if (way != Way.ONE_TOKEN || protocol == Protocol.RESP3) {
                        rows.add(row(
                                "%s, %s, %s"
                                        .formatted(
                                                way, protocol, topology.name().toLowerCase(Locale.ROOT)),
                                CLIENTS.stream().map(client -> kept(protocol, topology, client, way))));
                    }
                }
            }
        }
        return rows;
    }

    /** In how many of the modes that the client has, those with AUTHs too many included. */
    private String kept(Protocol protocol, Topology topology, String client, Way way) {
        List<Cell> tried = Arrays.stream(Mode.values())
                .map(mode -> at(protocol, topology, client, way, mode))
                .filter(Cell::isTried)
                .toList();
        long costly = tried.stream().filter(Cell::isCostly).count();
        long kept = tried.stream().filter(Cell::isKept).count() + costly;
        return tried.isEmpty()
                ? ""
                : "%d of %d%s".formatted(kept, tried.size(), costly == 0 ? "" : "; AUTHs too many in " + costly);
    }

    private List<String> table(Protocol protocol) {
        List<String> rows = new ArrayList<>();
        rows.add(row("", CLIENTS.stream().flatMap(client -> Stream.of(client, "its own"))));
        rows.add(row("---", CLIENTS.stream().flatMap(client -> Stream.of("---", "---"))));
        for (Mode mode : Mode.values()) {
            rows.add(row(
                    mode.toString(),
                    CLIENTS.stream()
                            .flatMap(client -> Stream.of(Way.OURS, Way.OFFICIAL)
                                    .map(way ->
                                            cell(protocol, client, way, mode).toString()))));
        }
        return rows;
    }

    private static String row(String first, Stream<String> cells) {
        return Stream.concat(Stream.of(first), cells)
                .map(cell -> cell.isEmpty() ? " |" : " " + cell + " |")
                .reduce("|", String::concat);
    }

    /** What both topologies have in common, else what each has. */
    private Cell cell(Protocol protocol, String client, Way way, Mode mode) {
        return at(protocol, Topology.STANDALONE, client, way, mode)
                .and("cluster", at(protocol, Topology.CLUSTER, client, way, mode));
    }

    private Cell at(Protocol protocol, Topology topology, String client, Way way, Mode mode) {
        return known.getOrDefault(new Column(protocol, topology, client, way).line(mode), Cell.EMPTY);
    }

    private static List<String> read() {
        try {
            return Files.readAllLines(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
