package dev.redisentra.comparison.report;

import java.util.Locale;

import org.HdrHistogram.Histogram;

/** Numbers as the page has them. */
final class Figures {
    private Figures() {}

    /** Three digits. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    static String ratio(Spread spread) {
        return spread.isKnown()
                ? String.format(Locale.ROOT, "%.3f (%.2f–%.2f)", spread.median(), spread.low(), spread.high())
                : "–";
    }

    /** @param nanos of which a percentile is told, in milliseconds */
    static String millis(Histogram nanos, double percentile) {
        return nanos.getTotalCount() == 0 ? "–" : number(nanos.getValueAtPercentile(percentile) / 1e6) + " ms";
    }

    static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", part * 100);
    }

    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
    }
}
