package dev.redisentra.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import dev.redisentra.comparison.wire.WireFigures;
import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Job;
import dev.redisentra.core.Fleet;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures the parts that are asked for, keeps their figures in docs/comparison.json, and writes the tables of the pages from
 * all that there are: {@code Comparison ROOT TARGET}.
 */
public final class Comparison {
    private static final int STARTS = 5;

    /** Whatever the machine does, these are the same in each run. */
    private static final String EXACT = "wire/bytes/.*|fleet/.*|start/.*jars|renewal/[^/]+/[^/]+/"
            + "(AUTHs.*|token requests|failed|closed at expiry|connections|threads|heap MB)";

    /** Each can be measured on its own. */
    public enum Part {
        WIRE,
        PROFILE,
        RENEWAL,
        WORK,
        START,
        FLEET
    }

    private final Path root;
    private final Set<ClientKind> clients = some(ClientKind.class, System.getProperty("comparison.clients", "all"));
    private final double pace = Double.parseDouble(System.getProperty("comparison.pace", "1"));
    private final Figures figures;
    private final Processes processes;

    private Comparison(Path root, Path target) throws IOException {
        this.root = root;
        this.figures = Figures.load(root.resolve(Pages.FIGURES));
        this.processes = new Processes(Files.createDirectories(target));
    }

    public static void main(String[] arguments) throws IOException {
        Comparison comparison = new Comparison(Path.of(arguments[0]), Path.of(arguments[1]));
        List<String> failed = new ArrayList<>();
        for (Part part : some(Part.class, System.getProperty("comparison.parts", "all"))) {
            try {
                comparison.run(part);
            } catch (IOException | RunnerException | RuntimeException e) { // the others have taken too long to be lost
                e.printStackTrace(System.out);
                failed.add(part + ": " + e);
            }
        }
        Pages.write(comparison.root, comparison.figures);
        if (!failed.isEmpty()) {
            throw new IllegalStateException("Not measured: " + failed);
        }
        System.exit(0); // whatever threads a library has left
    }

    /** {@code all}, {@code pages} for none, or names with commas between them. */
    static <E extends Enum<E>> Set<E> some(Class<E> type, String names) {
        return switch (names) {
            case "all" -> EnumSet.allOf(type);
            case "pages" -> EnumSet.noneOf(type);
            default ->
                Arrays.stream(names.split(",", -1))
                        .map(name -> Enum.valueOf(type, name.strip().toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(type)));
        };
    }

    private void run(Part part) throws IOException, RunnerException {
        long begin = System.nanoTime();
        Figures measured = new Figures();
        switch (part) {
            case WIRE -> WireFigures.measure(measured, pace, processes.log("wire"));
            case FLEET -> Fleet.measure(measured);
            default -> {
                for (ClientKind client : clients) {
                    measure(part, client, measured);
                }
            }
        }
        long seconds = (System.nanoTime() - begin) / 1_000_000_000;
        String name = part.name().toLowerCase(Locale.ROOT);
        System.out.printf(
                "%s: %d s. Exact figures that differ by more than 5 %% from those before: %s%n",
                name, seconds, figures.differing(measured, EXACT));
        measured.add("run/" + name + "/JDK", Runtime.version().feature());
        measured.add("run/" + name + "/processors", Runtime.getRuntime().availableProcessors());
        measured.add("run/" + name + "/pace", part == Part.FLEET ? 1.0 : pace);
        measured.add("run/" + name + "/seconds", seconds);
        figures.replace(measured);
        figures.save(root.resolve(Pages.FIGURES));
    }

    private void measure(Part part, ClientKind client, Figures measured) throws IOException {
        Contender[] contenders = Contender.values();
        switch (part) {
            case RENEWAL -> {
                for (Contender contender : contenders) {
                    Renewals.measure(client, contender, processes, measured);
                }
            }
            case START -> {
                for (Contender contender : contenders) {
                    Sizes.measure(client, contender, root, processes, measured);
                }
                try (Server server = new Server(Duration.ofHours(1))) {
                    for (int turn = 0; turn < Math.max(1, (int) (STARTS * pace)) * contenders.length; turn++) {
                        measured.read(processes.run(server, part, client, contenders[turn % contenders.length]));
                    }
                }
            }
            default -> {
                try (Server server = new Server(Job.TOKEN)) {
                    measured.read(processes.run(server, part, client, Contender.OURS));
                }
            }
        }
    }
}
