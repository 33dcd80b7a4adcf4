package dev.redisentra.comparison.report;

import java.util.List;
import java.util.Locale;

/** Ratios to the static password, a row each, on the band in which that one differs from itself. */
final class RatioPlot {
    /** One row. */
    record Row(String label, Spread chance, Spread official, Spread ours) {}

    private static final int LEFT = 460;
    private static final int WIDTH = 1_030;
    private static final int ROW = 24;
    private static final int TOP = 76;

    private RatioPlot() {}

    static String of(String title, double low, double high, List<Row> rows) {
        Svg svg = new Svg(title, WIDTH, TOP + ROW * rows.size() + 40);
        svg.legend(
                16,
                50,
                "f-ours",
                "redis-entra",
                "f-official",
                "official",
                "band",
                "the static password against itself, lowest to highest");
        int bottom = TOP + ROW * rows.size();
        double step = (high - low) / 8;
        for (int i = 0; i <= 8; i++) {
            double value = low + i * step;
            double x = x(value, low, high);
            svg.line(x, TOP - 8, x, bottom, Math.abs(value - 1) < 1e-9 ? "axis" : "grid");
            svg.text(x, bottom + 18, "small middle", String.format(Locale.ROOT, "%.2f", value));
        }
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            double y = TOP + ROW * i + ROW / 2.0;
            svg.text(LEFT - 14, y + 4, "small end", row.label);
            if (row.chance.isKnown()) {
                double from = x(row.chance.low(), low, high);
                svg.rectangle(from, y - 8, x(row.chance.high(), low, high) - from, 16, "band");
            }
            mark(svg, row.official, y + 3, "official", low, high);
            mark(svg, row.ours, y - 3, "ours", low, high);
        }
        return svg.toString();
    }

    private static void mark(Svg svg, Spread spread, double y, String who, double low, double high) {
        if (spread.isKnown()) {
            svg.line(x(spread.low(), low, high), y, x(spread.high(), low, high), y, "thin s-" + who);
            svg.dot(x(spread.median(), low, high), y, "f-" + who);
        }
    }

    /** What lies outside is drawn at the edge. */
    private static double x(double value, double low, double high) {
        double inside = Math.max(low, Math.min(high, value));
        return LEFT + (WIDTH - LEFT - 30) * (inside - low) / (high - low);
    }
}
