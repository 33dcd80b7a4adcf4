package dev.redisentra.comparison.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Segment;

/** What came out: collected by the sections, and told above them. */
final class Summary {
    private final Plan plan;
    private final Map<String, List<Verdict.OfTarget>> targets = new LinkedHashMap<>();
    private final Map<ClientKind, List<Verdict>> verdicts = new LinkedHashMap<>();
    private final Map<String, List<Boolean>> controls = new LinkedHashMap<>();
    private final List<Verdict> controlVerdicts = new ArrayList<>();
    private final Shortfalls missed;
    private final Shortfalls behind;

    Summary(Results results) {
        plan = Plan.named(results.extent());
        missed = new Shortfalls(results);
        behind = new Shortfalls(results);
    }

    void target(String target, boolean met) {
        target(target, met ? Verdict.OfTarget.MET : Verdict.OfTarget.MISSED);
    }

    void target(String target, Verdict.OfTarget outcome) {
        targets.computeIfAbsent(target, key -> new ArrayList<>()).add(outcome);
    }

    /** @param ratio ours by the static password's */
    void row(Cell cell, Segment segment, Metric metric, Spread ratio, Verdict.OfTarget outcome) {
        target(target(metric), outcome);
        if (outcome == Verdict.OfTarget.MISSED) {
            missed.add(cell, segment, metric, ratio);
        }
    }

    /** @param ratio the static password's second process by its first */
    void control(Metric metric, Spread ratio) {
        controlVerdicts.add(Verdict.of(metric, ratio));
        if (metric.hasTarget()) {
            controls.computeIfAbsent(target(metric), key -> new ArrayList<>()).add(metric.meetsTarget(ratio.median()));
        }
    }

    private static String target(Metric metric) {
        return "%s, %s %s"
                .formatted(
                        metric.title(),
                        metric == Metric.THROUGHPUT ? "at least" : "at most",
                        Figures.number(metric.target()));
    }

    /** @param ratio ours by the official way's */
    void row(Cell cell, Segment segment, Metric metric, Spread ratio, Verdict verdict) {
        verdicts.computeIfAbsent(cell.client(), key -> new ArrayList<>()).add(verdict);
        if (verdict == Verdict.BEHIND) {
            behind.add(cell, segment, metric, ratio);
        }
    }

    String text() {
        StringBuilder page = new StringBuilder("""
                ## What came out

                Against the static password, medians of the ratios of all rounds. *Within chance*: the median misses its target by no more
                than the static password differs from itself in the same run, which tells nothing either way. Beside it: in how many of
                these rows the static password in a second process meets the target.

                | target | met | within chance | missed | met by the static password again |
                | --- | ---: | ---: | ---: | ---: |
                """);
        targets.forEach((target, outcomes) -> page.append("| %s | %d | %d | %d | %s |\n"
                .formatted(
                        target,
                        count(outcomes, Verdict.OfTarget.MET),
                        count(outcomes, Verdict.OfTarget.WITHIN_CHANCE),
                        count(outcomes, Verdict.OfTarget.MISSED),
                        controls.containsKey(target) ? count(controls.get(target), true) : "–")));
        page.append(missed.text("Missed against the static password"));
        page.append("""

                Against the official way, row by row. *Ahead* and *behind* are rows in which all rounds agree, and by more than 1 %%: of rounds
                that point either way by chance, %d agree in one row of %d. The last line tells in how many they do for the
                static password in its two processes.

                | | ahead | level | behind |
                | --- | ---: | ---: | ---: |
                """.formatted(plan.rounds(), 1 << (plan.rounds() - 1)));
        verdicts.forEach((client, outcomes) -> page.append(line(client.title(), outcomes)));
        page.append(line("the static password again, by the first, all clients", controlVerdicts));
        page.append(behind.text("Behind the official way"));
        return page.toString();
    }

    private static String line(String title, List<Verdict> verdicts) {
        return "| %s | %d | %d | %d |\n"
                .formatted(
                        title,
                        count(verdicts, Verdict.AHEAD),
                        count(verdicts, Verdict.LEVEL),
                        count(verdicts, Verdict.BEHIND));
    }

    private static <T> long count(List<T> outcomes, T which) {
        return outcomes.stream().filter(outcome -> outcome == which).count();
    }
}
