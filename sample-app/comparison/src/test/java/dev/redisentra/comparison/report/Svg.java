package dev.redisentra.comparison.report;

import java.util.Locale;

/** A drawing, readable on light and dark pages: colours are classes, and the reader's scheme chooses. */
final class Svg {
    private static final String STYLE = """
            <style>
            text{font:13px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1f2328}
            .small{font-size:11px;fill:#59636e} .title{font-size:15px;font-weight:600} .end{text-anchor:end}
            .middle{text-anchor:middle}
            .paper{fill:#ffffff} .axis{stroke:#818b98} .grid{stroke:#d1d9e0} .band{fill:#818b98;opacity:.28}
            .line{fill:none;stroke-width:2} .thin{stroke-width:1.5}
            .s-ours{stroke:#0969da} .s-official{stroke:#bc4c00;stroke-dasharray:6 3} .s-static{stroke:#59636e;stroke-dasharray:2 3}
            .f-ours{fill:#0969da} .f-official{fill:#bc4c00} .f-static{fill:#59636e}
            @media (prefers-color-scheme:dark){
            text{fill:#f0f6fc} .small{fill:#9198a1}
            .paper{fill:#0d1117} .axis{stroke:#656c76} .grid{stroke:#2a313c} .band{fill:#9198a1}
            .s-ours{stroke:#58a6ff} .s-official{stroke:#f0883e} .s-static{stroke:#9198a1}
            .f-ours{fill:#58a6ff} .f-official{fill:#f0883e} .f-static{fill:#9198a1}
            }
            </style>
            """;

    private final StringBuilder body = new StringBuilder();
    private final int width;
    private final int height;
    private final String title;

    Svg(String title, int width, int height) {
        this.title = title;
        this.width = width;
        this.height = height;
        text(16, 26, "title", title);
    }

    void text(double x, double y, String classes, String text) {
        body.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>%n", x, y, classes, escaped(text)));
    }

    void line(double x1, double y1, double x2, double y2, String classes) {
        body.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>%n",
                x1,
                y1,
                x2,
                y2,
                classes));
    }

    void rectangle(double x, double y, double w, double h, String classes) {
        body.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"/>%n",
                x,
                y,
                Math.max(w, 0.5),
                h,
                classes));
    }

    void dot(double x, double y, String classes) {
        body.append(String.format(
                Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\" class=\"%s\"/>%n", x, y, classes));
    }

    void path(double[] xs, double[] ys, String classes) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < xs.length; i++) {
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", xs[i], ys[i]));
        }
        body.append("<path d=\"%s\" class=\"line %s\"/>\n".formatted(path, classes));
    }

    /** Who is which. */
    void legend(double x, double y, String... classesAndNames) {
        double at = x;
        for (int i = 0; i < classesAndNames.length; i += 2) {
            rectangle(at, y - 9, 14, 10, classesAndNames[i]);
            text(at + 20, y, "small", classesAndNames[i + 1]);
            at += 36 + 6.5 * classesAndNames[i + 1].length();
        }
    }

    @Override
    public String toString() {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
                <title>%s</title>
                %s<rect width="%d" height="%d" class="paper"/>
                %s</svg>
                """.formatted(width, height, width, height, escaped(title), STYLE, width, height, body)
                .replace(System.lineSeparator(), "\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
