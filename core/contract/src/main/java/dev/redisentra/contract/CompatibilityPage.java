package dev.redisentra.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import dev.redisentra.contract.Compatibility.Column;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;

/**
 * The tables of {@code docs/compatibility.md}, each under its heading: a summary; the services; the versions; then for each protocol a row for each
 * mode, two columns for each client, and one cell for both topologies. The prose around them is written by hand.
 */
final class CompatibilityPage {
    static final List<String> CLIENTS = List.of("Lettuce", "Jedis", "Redisson");

    private final Path file;
    private final Verdicts known;
    private final List<String> before;
    private final List<String> after;

    /** The page as it should be. */
    CompatibilityPage(Path file, Verdicts known, ServiceTable services, VersionTable versions) {
        this.file = file;
        this.known = known;
        this.before = read(file);
        this.after = new ArrayList<>(before);
        put("## In short", summary());
        put("## Services", services.rows());
        put("## Versions", versions.rows());
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
            Files.write(file, after);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the place of the first table below the heading. */
    private void put(String heading, List<String> table) {
        int at = after.indexOf(heading);
        if (at < 0) {
            throw new IllegalStateException(file + " has no heading '" + heading + "'");
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
                    if (way.isTriedIn(protocol, topology)) {
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
        List<Verdict> tried = Arrays.stream(Mode.values())
                .flatMap(mode -> at(protocol, topology, client, way, mode).stream())
                .filter(verdict -> !(verdict instanceof Verdict.Unsupported))
                .toList();
        long costly =
                tried.stream().filter(Verdict.ExcessAuths.class::isInstance).count();
        long kept = tried.stream().filter(Verdict.Kept.class::isInstance).count() + costly;
        return tried.isEmpty()
                ? ""
                : "%d of %d%s".formatted(kept, tried.size(), costly == 0 ? "" : "; AUTHs too many in " + costly);
    }

    private List<String> table(Protocol protocol) {
        List<String> rows = new ArrayList<>();
        rows.add(row("", CLIENTS.stream().flatMap(client -> Stream.of(client, "client's own support"))));
        rows.add(row("---", CLIENTS.stream().flatMap(client -> Stream.of("---", "---"))));
        for (Mode mode : Mode.values()) {
            rows.add(row(
                    mode.toString(),
                    CLIENTS.stream()
                            .flatMap(client -> Stream.of(Way.OURS, Way.CLIENTS_OWN)
                                    .map(way -> cell(
                                            at(protocol, Topology.STANDALONE, client, way, mode),
                                            at(protocol, Topology.CLUSTER, client, way, mode))))));
        }
        return rows;
    }

    static String row(String first, Stream<String> cells) {
        return Stream.concat(Stream.of(first), cells)
                .map(cell -> cell.isEmpty() ? " |" : " " + cell + " |")
                .reduce("|", String::concat);
    }

    /** What both topologies have in common, else what each has; empty for what is not known. */
    static String cell(Optional<Verdict> standalone, Optional<Verdict> cluster) {
        if (standalone.isEmpty() || cluster.isEmpty()) {
            return standalone.or(() -> cluster).map(Verdict::toString).orElse("");
        }
        Verdict first = standalone.orElseThrow();
        Verdict second = cluster.orElseThrow();
        if (first instanceof Verdict.Kept kept && second instanceof Verdict.Kept keptToo) {
            return kept.and(keptToo).toString();
        }
        return first.equals(second) ? first.toString() : first + "<br>cluster: " + second;
    }

    private Optional<Verdict> at(Protocol protocol, Topology topology, String client, Way way, Mode mode) {
        return known.get(new Column(protocol, topology, client, way), mode);
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
