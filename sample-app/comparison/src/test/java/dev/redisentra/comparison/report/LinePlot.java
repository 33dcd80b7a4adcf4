package dev.redisentra.comparison.report;

import java.util.List;

/** Lines over a common x, the y logarithmic where magnitudes differ. */
final class LinePlot {
    /** One line: who it is, by class and by name. */
    record Line(String who, String name, List<Double> ys) {}

    private static final int WIDTH = 900;
    private static final int HEIGHT = 360;
    private static final int LEFT = 80;
    private static final int RIGHT = 24;
    private static final int TOP = 84;
    private static final int BOTTOM = 56;

    private final String title;
    private final String xTitle;
    private final String yTitle;
    private final boolean logarithmic;

    LinePlot(String title, String xTitle, String yTitle, boolean logarithmic) {
        this.title = title;
        this.xTitle = xTitle;
        this.yTitle = yTitle;
        this.logarithmic = logarithmic;
    }

    /** @param ticks labels of the x axis, evenly spread from its beginning to its end */
    String of(List<String> ticks, List<Line> lines) {
        double highest = lines.stream()
                .flatMap(line -> line.ys.stream())
                .mapToDouble(Double::doubleValue)
                .filter(value -> !Double.isNaN(value))
                .max()
                .orElse(1);
        double lowest = lines.stream()
                .flatMap(line -> line.ys.stream())
                .mapToDouble(Double::doubleValue)
                .filter(value -> value > 0)
                .min()
                .orElse(0.1);
        double floor = logarithmic ? Math.pow(10, Math.floor(Math.log10(lowest))) : 0;
        double ceiling = logarithmic ? Math.pow(10, Math.ceil(Math.log10(highest))) : nice(highest);
        Svg svg = new Svg(title, WIDTH, HEIGHT);
        String[] legend = lines.stream()
                .flatMap(line -> java.util.stream.Stream.of("f-" + line.who, line.name))
                .toArray(String[]::new);
        svg.legend(16, 50, legend);
        grid(svg, floor, ceiling);
        for (int i = 0; i < ticks.size(); i++) {
            double x = x(i, ticks.size());
            svg.line(x, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 4, "axis");
            svg.text(x, HEIGHT - BOTTOM + 18, "small middle", ticks.get(i));
        }
        svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "small middle", xTitle);
        svg.text(16, TOP - 14, "small", yTitle);
        for (Line line : lines) {
            double[] xs = new double[line.ys.size()];
            double[] ys = new double[xs.length];
            for (int i = 0; i < xs.length; i++) {
                xs[i] = x(i, xs.length);
                ys[i] = y(line.ys.get(i), floor, ceiling);
            }
            svg.path(xs, ys, "s-" + line.who);
        }
        return svg.toString();
    }

    private void grid(Svg svg, double floor, double ceiling) {
        if (logarithmic) {
            for (double value = floor; value <= ceiling * 1.001; value *= 10) {
                horizontal(svg, value, floor, ceiling);
            }
        } else {
            for (int i = 0; i <= 4; i++) {
                horizontal(svg, ceiling * i / 4, floor, ceiling);
            }
        }
    }

    private void horizontal(Svg svg, double value, double floor, double ceiling) {
        double y = y(value, floor, ceiling);
        svg.line(LEFT, y, WIDTH - RIGHT, y, value == floor ? "axis" : "grid");
        svg.text(
                LEFT - 8,
                y + 4,
                "small end",
                value == 0 ? "0" : Figures.number(value).replaceAll("\\.0+$", ""));
    }

    private static double x(int index, int count) {
        return count < 2 ? LEFT : LEFT + (double) (WIDTH - LEFT - RIGHT) * index / (count - 1);
    }

    private double y(double value, double floor, double ceiling) {
        double part = logarithmic
                ? (Math.log10(Math.max(value, floor)) - Math.log10(floor)) / (Math.log10(ceiling) - Math.log10(floor))
                : value / ceiling;
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * part;
    }

    /** The next of 1, 2, 4, 8 times a power of ten. */
    private static double nice(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1))));
        for (double step : new double[] {1, 2, 4, 8}) {
            if (value <= step * power) {
                return step * power;
            }
        }
        return 10 * power;
    }
}
