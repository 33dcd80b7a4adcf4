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
 * {@code page} to write the page once more from what the last run left in WORK. A run that was interrupted goes on. The
 * identity's address is in the process environment, as Maven sets it.
 */
public final class Comparison {
    private static final String RESULTS = "results";

    private Comparison() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]).toRealPath();
        Path work = Files.createDirectories(Path.of(arguments[1]));
        Results results = arguments[2].equals("page")
                ? Results.load(work.resolve(RESULTS))
                : run(root, work, Plan.named(arguments[2]));
        write(root, results);
        System.exit(0); // threads of ours may still wait for a process that does not answer
    }

    private static Results run(Path root, Path work, Plan plan) throws IOException {
        Progress progress = new Progress();
        Parts parts = new Parts(work.resolve("unfinished-" + plan.name()), progress);
        List<Measured> cells = new ArrayList<>();
        for (Cell cell : plan.cells()) {
            parts.run(cell.title(), () -> new Rounds(plan, work, progress).run(cell))
                    .ifPresent(cells::add);
        }
        List<Crowded> crowds = new ArrayList<>();
        List<Starts.Start> starts = new ArrayList<>();
        List<Profiles.Profiled> profiles = new ArrayList<>();
        for (ClientKind client : ClientKind.values()) {
            parts.run(client.title() + ", connections", () -> new Crowds(plan, work, progress).run(client))
                    .ifPresent(crowds::addAll);
            parts.run(client.title() + ", starts", () -> new Starts(plan, work, progress).run(client))
                    .ifPresent(starts::addAll);
            parts.run(client.title() + ", profiles", () -> new Profiles(plan, work, progress).run(client))
                    .ifPresent(profiles::addAll);
        }
        List<Shared.Household> households = new ArrayList<>();
        parts.run("three clients", () -> new Shared(plan, work, progress).run()).ifPresent(households::addAll);
        Map<String, Closure> closures = new LinkedHashMap<>();
        parts.run("size", () -> new Closures(root, work, progress).run()).ifPresent(closures::putAll);
        Results results = new Results(
                plan.name(),
                parts.took().toMinutes(),
                Runtime.version().toString(),
                Runtime.getRuntime().availableProcessors(),
                cells,
                crowds,
                households,
                starts,
                profiles,
                closures);
        results.save(work.resolve(RESULTS));
        parts.end();
        return results;
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
