package dev.redisentra.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.redisentra.testkit.Service;

/**
 * {@code docs/services.tsv}: how many of its modes each client keeps on each of Azure's services, as the test kit plays them.
 * Written by {@link ServiceContract} in the wide lane, with {@code -Dredisentra.services.write=true}.
 */
final class ServiceTable {
    private static final String TAB = "\t";

    /** Stands for what there is not. */
    private static final String NOTHING = "-";

    private static final List<String> CLIENTS = CompatibilityPage.CLIENTS;
    private static final String HEADER = "service" + TAB + String.join(TAB, CLIENTS);

    private final Map<Service, Map<String, String>> found = new EnumMap<>(Service.class);

    private ServiceTable() {
        for (Service service : Service.values()) {
            if (service != Service.REDIS) {
                found.put(service, new TreeMap<>());
            }
        }
    }

    /** Reads it. */
    static ServiceTable read(Path file) {
        try {
            return of(Files.readAllLines(file), file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalStateException if there are other columns, or a line of no service */
    private static ServiceTable of(List<String> lines, String file) {
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new IllegalStateException("%s should begin with '%s'".formatted(file, HEADER));
        }
        ServiceTable table = new ServiceTable();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(TAB, -1);
            if (fields.length != CLIENTS.size() + 1) {
                throw new IllegalStateException("%s: '%s' has %d columns".formatted(file, line, fields.length));
            }
            Map<String, String> cells = table.cells(Service.valueOf(fields[0]));
            for (int i = 1; i < fields.length; i++) {
                if (!fields[i].equals(NOTHING)) {
                    cells.put(CLIENTS.get(i - 1), fields[i]);
                }
            }
        }
        return table;
    }

    private Map<String, String> cells(Service service) {
        Map<String, String> cells = found.get(service);
        if (cells == null) {
            throw new IllegalStateException(service + " is none of Azure's");
        }
        return cells;
    }

    String get(Service service, String client) {
        return cells(service).getOrDefault(client, "");
    }

    void put(Service service, String client, long kept, long tried) {
        cells(service).put(client, "%d of %d".formatted(kept, tried));
    }

    void write(Path file) {
        Stream<String> lines = found.entrySet().stream()
                .map(line -> line.getKey().name()
                        + TAB
                        + String.join(
                                TAB,
                                CLIENTS.stream()
                                        .map(client -> line.getValue().getOrDefault(client, NOTHING))
                                        .toList()));
        try {
            Files.write(file, Stream.concat(Stream.of(HEADER), lines).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For the page. */
    List<String> rows() {
        Stream<String> head = Stream.of(
                CompatibilityPage.row("", CLIENTS.stream()),
                CompatibilityPage.row("---", CLIENTS.stream().map(client -> "---")));
        Stream<String> lines = found.keySet().stream()
                .map(service -> CompatibilityPage.row(
                        service.toString(), CLIENTS.stream().map(client -> get(service, client))));
        return Stream.concat(head, lines).toList();
    }
}
