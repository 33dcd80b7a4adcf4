package dev.redisentra.comparison.report;

import java.util.Arrays;
import java.util.List;

/**
 * What several runs gave.
 *
 * @param median in the middle
 * @param low the smallest
 * @param high the largest
 * @param runs how many
 */
record Spread(double median, double low, double high, int runs) {
    static final Spread NONE = new Spread(Double.NaN, Double.NaN, Double.NaN, 0);

    static Spread of(List<Double> values) {
        double[] sorted = values.stream()
                .filter(value -> !value.isNaN() && !value.isInfinite())
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return NONE;
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
    }

    static Spread of(double... values) {
        return of(Arrays.stream(values).boxed().toList());
    }

    boolean isKnown() {
        return runs > 0;
    }

    boolean contains(double value) {
        return value >= low && value <= high;
    }
}
