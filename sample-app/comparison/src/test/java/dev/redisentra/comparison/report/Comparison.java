package dev.redisentra.comparison.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.redisentra.comparison.work.ClientKind;

/**
 * Runs the comparison and writes its page: {@code Comparison ROOT WORK EXTENT}, with an extent as in {@link Plan}, or
 * {@code page} to write the page once more from what the last run left in WORK. The identity's address is in the process
 * environment, as Maven sets it.
 */
public final class Comparison {
    private Comparison() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]).toRealPath();
        Path work = Files.createDirectories(Path.of(arguments[1]));
        Path kept = work.resolve("results");
        Results results;
        if (arguments[2].equals("page")) {
            results = Results.load(kept);
        } else {
            results = run(root, work, Plan.named(arguments[2]));
            results.save(kept);
        }
        write(root, results);
        System.exit(0); // threads of ours may still wait for a process that does not answer
    }

    private static Results run(Path root, Path work, Plan plan) throws IOException {
        Progress progress = new Progress();
        List<Measured> cells = new ArrayList<>();
        for (Cell cell : plan.cells()) {
            progress.attempt(() -> cells.add(new Rounds(plan, work, progress).run(cell)));
        }
        List<Crowded> crowds = new ArrayList<>();
        List<Starts.Start> starts = new ArrayList<>();
        for (ClientKind client : ClientKind.values()) {
            progress.attempt(() -> crowds.addAll(new Crowds(plan, work, progress).run(client)));
            progress.attempt(() -> starts.addAll(new Starts(plan, work, progress).run(client)));
        }
        List<Profiles.Profiled> profiles = new ArrayList<>();
        for (ClientKind client : ClientKind.values()) {
            progress.attempt(() -> profiles.addAll(new Profiles(plan, work, progress).run(client)));
        }
        List<Shared.Household> households = new ArrayList<>();
        progress.attempt(() -> households.addAll(new Shared(plan, work, progress).run()));
        Map<String, Closure> closures = new LinkedHashMap<>();
        progress.attempt(() -> closures.putAll(new Closures(root, work, progress).run()));
        return new Results(
                plan.name(),
                progress.elapsed().toMinutes(),
                Runtime.version().toString(),
                Runtime.getRuntime().availableProcessors(),
                cells,
                crowds,
                households,
                starts,
                profiles,
                closures);
    }

    private static void write(Path root, Results results) throws IOException {
        Path docs = root.resolve("docs");
        Page page = new Page(results, Versions.in(root));
        Files.writeString(docs.resolve("comparison.md"), page.text());
        Files.writeString(docs.resolve("comparison.json"), RawFigures.json(results));
        Path images = Files.createDirectories(docs.resolve("img"));
        for (Map.Entry<String, String> plot : page.plots().entrySet()) {
            Files.writeString(images.resolve(plot.getKey()), plot.getValue());
        }
        System.out.println("Written: " + docs.resolve("comparison.md"));
    }
}
