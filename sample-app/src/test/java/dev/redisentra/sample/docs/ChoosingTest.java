package dev.redisentra.sample.docs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

/** The figures by which a client is chosen are those that were measured: of the comparison, and of the starts. */
class ChoosingTest {
    private static final Path PAGE = Documents.DOCS.resolve("choose-your-client.md");
    private static final List<String> CLIENTS = List.of("Lettuce", "Jedis", "Redisson");

    /** Of a client with its adapter: milliseconds to the first SET, with their range; the same warm; jars; megabytes. */
    private static final String SIZE_AND_START =
            "(?m)^\\| %s, redis-entra \\| ([\\d,]+)[^|]*\\| [^|]*\\| (\\d+) \\| ([\\d.]+) \\|$";

    /** Seconds to the first SET, in the section of the newest JDK. */
    private static final String SERVICE_START = "(?ms)^## JDK 25$.*?^\\| %s \\| ([\\d.]+) \\|";

    @Test
    void theFiguresAreThoseThatWereMeasured() throws IOException {
        List<String> rows = List.of(
                row("jars, with the adapter", client -> "%s, %s MB".formatted(client.group(2), client.group(3))),
                row(
                        "cold start to the first `SET`, with the adapter",
                        client -> seconds(Double.parseDouble(client.group(1).replace(",", "")) / 1000)),
                "| the same in a Spring Boot service, on JDK 25 | "
                        + cells(
                                "benchmarks-start.md",
                                SERVICE_START,
                                client -> client.toLowerCase(ROOT),
                                found -> seconds(Double.parseDouble(found.group(1)))));
        if (Boolean.getBoolean("docs.write")) {
            String page = Documents.text(PAGE);
            for (String row : rows) {
                String title = row.substring(0, row.indexOf(" | "));
                page = page.replaceFirst("(?m)^" + Pattern.quote(title) + " \\|.*$", Matcher.quoteReplacement(row));
            }
            Documents.write(PAGE, page);
        }
        assertThat(Documents.text(PAGE).lines()).containsAll(rows);
    }

    private interface Cell {
        String of(MatchResult found);
    }

    private static String row(String title, Cell cell) {
        return "| " + title + " | " + cells("comparison.md", SIZE_AND_START, client -> client, cell);
    }

    private static String cells(String page, String pattern, UnaryOperator<String> name, Cell cell) {
        String text = Documents.text(Documents.DOCS.resolve(page));
        return CLIENTS.stream()
                .map(client -> {
                    Matcher found = Pattern.compile(pattern.formatted(name.apply(client)))
                            .matcher(text);
                    assertThat(found.find()).as("%s in %s", client, page).isTrue();
                    return cell.of(found);
                })
                .collect(Collectors.joining(" | ", "", " |"));
    }

    private static String seconds(double seconds) {
        return String.format(ROOT, "%.1f s", seconds);
    }
}
