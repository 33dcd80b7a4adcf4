package dev.redisentra.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages are written by hand, but for their tables, which stand between comments that name them. */
final class Pages {
    static final String FIGURES = "docs/comparison.json";

    private static final Pattern TABLE =
            Pattern.compile("(<!-- figures: (.+?) -->\n).*?(<!-- end -->)", Pattern.DOTALL);

    private Pages() {}

    static List<Path> all(Path root) throws IOException {
        try (Stream<Path> others = Files.list(root.resolve("docs/comparison"))) {
            return Stream.concat(Stream.of(root.resolve("docs/comparison.md")), others)
                    .sorted()
                    .toList();
        }
    }

    /** A page's text, with the tables that these figures give. */
    static String text(Path page, Figures figures) throws IOException {
        Tables tables = new Tables(figures);
        return TABLE.matcher(Files.readString(page))
                .replaceAll(found -> found.group(1) + "\n" + tables.named(found.group(2)) + "\n" + found.group(3));
    }

    static void write(Path root, Figures figures) throws IOException {
        for (Path page : all(root)) {
            Files.writeString(page, text(page, figures));
        }
    }
}
