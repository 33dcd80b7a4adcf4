package dev.redisentra.comparison.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Segment;

/**
 * The ratios of all rows of a figure together, which tell what no row does by itself. What is one process's own, such as what
 * the JIT made of it, is common to all that it did: so it is sittings that are counted, not rows or rounds.
 *
 * @param mean the geometric one
 * @param error twice its standard error, from sitting to sitting
 * @param sittings how many
 */
record Overall(double mean, double error, int sittings) {
    /** @param roundsEach in a sitting */
    static Overall of(List<Measured> cells, Contender contender, Contender to, Metric metric, int roundsEach) {
        List<Double> sittings = new ArrayList<>();
        for (Measured measured : cells) {
            int rounds = measured.turns(contender).size();
            for (int first = 0; first < rounds; first += roundsEach) {
                List<Double> logarithms =
                        logarithms(measured, contender, to, metric, first, Math.min(first + roundsEach, rounds));
                if (!logarithms.isEmpty()) {
                    sittings.add(mean(logarithms));
                }
            }
        }
        double mean = mean(sittings);
        double squares = sittings.stream()
                .mapToDouble(sitting -> (sitting - mean) * (sitting - mean))
                .sum();
        double standardError = Math.sqrt(squares / (sittings.size() - 1) / sittings.size());
        return new Overall(Math.exp(mean), 2 * standardError * Math.exp(mean), sittings.size());
    }

    private static List<Double> logarithms(
            Measured measured, Contender contender, Contender to, Metric metric, int from, int until) {
        List<Double> logarithms = new ArrayList<>();
        for (Segment segment : measured.segments()) {
            if (metric.appliesTo(segment)) {
                measured.ratios(contender, to, segment, metric).subList(from, until).stream()
                        .filter(ratio -> ratio > 0 && Double.isFinite(ratio))
                        .map(Math::log)
                        .forEach(logarithms::add);
            }
        }
        return logarithms;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    @Override
    public String toString() {
        return Double.isNaN(error) ? "–" : String.format(Locale.ROOT, "%.3f ± %.3f", mean, error);
    }
}
