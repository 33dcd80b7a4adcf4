package dev.redisentra.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import dev.redisentra.comparison.fleet.FleetFigures;
import dev.redisentra.comparison.wire.WireFigures;
import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Job;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures the parts that are asked for, keeps their figures in docs/comparison.json, and writes the tables of the pages from
 * all that there are: {@code Comparison ROOT TARGET}.
 */
public final class Comparison {
    private static final long BEGIN = System.nanoTime();
    private static final int STARTS = 5;

    /** Each can be measured on its own. */
    enum Part {
        WIRE,
        PROFILE,
        RENEWAL,
        WORK,
        START,
        SIZE,
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
        switch (part) {
            case WIRE -> WireFigures.measure(figures, pace, processes.log("wire"));
            case FLEET -> FleetFigures.measure(figures);
            default -> {
                for (ClientKind client : clients) {
                    measure(part, client);
                }
            }
        }
        String run = "run/%s/".formatted(part.name().toLowerCase(Locale.ROOT));
        figures.put(run + "JDK", Runtime.version().feature());
        figures.put(run + "processors", Runtime.getRuntime().availableProcessors());
        figures.put(run + "pace", pace);
        figures.put(run + "seconds", (System.nanoTime() - begin) / 1_000_000_000);
        figures.save(root.resolve(Pages.FIGURES));
    }

    private void measure(Part part, ClientKind client) throws IOException {
        switch (part) {
            case PROFILE -> once(Job.Kind.PROFILE, client);
            case WORK -> once(Job.Kind.WORK, client);
            case RENEWAL -> {
                for (Contender contender : Contender.values()) {
                    say(part, client, contender.title);
                    new Renewals(processes, figures).measure(client, contender);
                }
            }
            case START -> {
                Figures started = new Figures();
                try (Server server = new Server(Server.HOUR)) {
                    for (Contender contender : turns(Math.max(1, (int) (STARTS * pace)))) {
                        say(part, client, contender.title);
                        Figures one = new Figures();
                        one.read(processes.run(server, Job.Kind.START, client, contender).stream());
                        one.names().forEach(name -> started.add(name, one.one(name)));
                    }
                }
                figures.read(started.lines());
            }
            case SIZE -> {
                for (Contender contender : Contender.values()) {
                    say(part, client, contender.title);
                    new Sizes(root, processes).measure(client, contender, figures);
                }
            }
            case WIRE, FLEET -> throw new IllegalArgumentException(part + " is not measured by client");
        }
    }

    private static List<Contender> turns(int rounds) {
        return Collections.nCopies(rounds, Contender.values()).stream()
                .flatMap(Arrays::stream)
                .toList();
    }

    /** With tokens that are renewed at half-life: every 5 s, some 700 times as often as on Azure. */
    private void once(Job.Kind kind, ClientKind client) throws IOException {
        say(Part.valueOf(kind.name()), client, "");
        try (Server server = new Server(Server.SHORT)) {
            figures.read(processes.run(server, kind, client, Contender.OURS).stream());
        }
    }

    private static void say(Part part, ClientKind client, String what) {
        long seconds = (System.nanoTime() - BEGIN) / 1_000_000_000;
        System.out.printf(
                Locale.ROOT,
                "%2d:%02d  %s: %s %s%n",
                seconds / 60,
                seconds % 60,
                part.name().toLowerCase(Locale.ROOT),
                client.title,
                what);
    }
}
